package io.acceptlag.core.doctor;

import io.acceptlag.core.handshake.PodRule;
import io.acceptlag.core.handshake.SomaxconnRule;
import io.acceptlag.core.handshake.SynQueueRule;
import io.acceptlag.core.handshake.TimeWaitRule;
import io.acceptlag.core.handshake.UnprovenClientsRule;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.LossCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What to change on a host, the most harmful first. For a healthy host: nothing. */
public final class Advisor {
  /** A sentence with more of them is not read. */
  private static final int LISTENERS_NAMED = 3;

  private static final double CONNTRACK_SHARE = 0.9;

  private final HostState host;
  private final KernelSettings settings;
  private final List<Advice> advice = new ArrayList<>();

  private Advisor(HostState host) {
    this.host = host;
    settings = host.settings();
  }

  public static List<Advice> advise(HostState host) {
    Advisor advisor = new Advisor(host);
    advisor.onFullListeners();
    advisor.onOverflows();
    advisor.onSomaxconn();
    advisor.onSynCookies();
    advisor.onAbortOnOverflow();
    advisor.onRecycle();
    advisor.onConntrack();
    advisor.onTimeWaitOverflow();
    return advisor.advice;
  }

  private void onFullListeners() {
    List<ListenerState> full = listenersWhere(ListenerState::isFull);
    if (!full.isEmpty()) {
      add(
          "find out why the application of " + names(full) + " does not accept",
          "Its accept queue is full at this moment, so the next client is refused. A longer backlog"
              + " fills up as well, only later. Start that server with acceptlag, which names the"
              + " cause.");
    }
  }

  private void onOverflows() {
    long overflows = host.counters().total(KernelCounter.LISTEN_OVERFLOWS);
    if (overflows > 0 && advice.isEmpty()) {
      List<ListenerState> dropping = listenersWhere(listener -> listener.drops() > 0);
      add(
          "find out which server accepted too slowly"
              + (dropping.isEmpty() ? "" : "; drops were counted at " + names(dropping)),
          overflows
              + (overflows == 1 ? " packet was" : " packets were")
              + " dropped since this network namespace began, because an accept queue was full."
              + " Start the server with acceptlag, which says when it happens again, and why.");
    }
  }

  private void onSomaxconn() {
    int somaxconn = settings.number(KernelSetting.SOMAXCONN);
    if (somaxconn < 0 || somaxconn >= SomaxconnRule.TODAY) {
      return;
    }
    List<ListenerState> cut = listenersWhere(listener -> listener.queueLimit() == somaxconn);
    if (!cut.isEmpty()) {
      add(
          host.inPod()
              ? "have net.core.somaxconn="
                  + SomaxconnRule.TODAY
                  + " allowed for this pod, and set it"
              : "sysctl -w net.core.somaxconn=" + SomaxconnRule.TODAY + ", then restart the server",
          names(cut)
              + " got a limit of "
              + somaxconn
              + ", which is what a longer backlog is cut to. A limit is fixed when a server begins to"
              + " listen. "
              + SomaxconnRule.TODAY
              + " is the kernel's own default since Linux 5.4; a container has a"
              + " setting of its own."
              + PodRule.besidesRaisingSomaxconn(host.inPod()));
    }
  }

  private void onSynCookies() {
    int cookies = settings.number(KernelSetting.SYN_COOKIES);
    if (cookies == 0) {
      long drops = host.counters().total(KernelCounter.SYN_QUEUE_DROPS);
      add(
          "sysctl -w net.ipv4.tcp_syncookies=1",
          "With SYN cookies off, a listener whose SYN queue is full drops the SYNs of new clients"
              + (drops > 0 ? " (" + drops + " were dropped so)" : "")
              + smallestSynQueue()
              + ". With 1 they still get in.");
    } else if (cookies == 2) {
      add(
          "sysctl -w net.ipv4.tcp_syncookies=1",
          "With 2 each client gets a cookie, needed or not. A cookie keeps no record of the"
              + " handshake, so its last packet is lost for good where it meets a full accept queue.");
    }
  }

  /** A clause about the smallest SYN queue among the listeners; empty where none is known. */
  private String smallestSynQueue() {
    int maxSynBacklog = settings.number(KernelSetting.MAX_SYN_BACKLOG);
    ListenerState smallest = null;
    int least = Integer.MAX_VALUE;
    for (ListenerState listener : listenersWhere(each -> each.queueLimit() >= 0)) {
      int capacity = SynQueueRule.capacity(host.kernel(), listener.queueLimit(), maxSynBacklog);
      if (capacity >= 0 && capacity < least) {
        least = capacity;
        smallest = listener;
      }
    }
    if (smallest == null) {
      return "";
    }
    int room =
        maxSynBacklog < 0 ? least : Math.min(least, UnprovenClientsRule.capacity(maxSynBacklog));
    return "; that of " + smallest.address() + " has room for " + room;
  }

  private void onAbortOnOverflow() {
    int abort = settings.number(KernelSetting.ABORT_ON_OVERFLOW);
    if (abort > 0) {
      add(
          "sysctl -w net.ipv4.tcp_abort_on_overflow=0",
          "Clients get a reset where an accept queue is full for a moment only, in place of a second"
              + " try that would have got in.");
    }
  }

  private void onRecycle() {
    if (TimeWaitRule.hasRecycle(host.kernel()) && settings.number(KernelSetting.TW_RECYCLE) > 0) {
      add(
          "sysctl -w net.ipv4.tcp_tw_recycle=0",
          "It refuses clients that share an address, as behind NAT, and was taken out of Linux 4.12"
              + " for that.");
    }
  }

  private void onConntrack() {
    long tracked = host.losses().tracked();
    int max = settings.number(KernelSetting.CONNTRACK_MAX);
    boolean nearlyFull = max > 0 && tracked >= CONNTRACK_SHARE * max;
    long drops = host.losses().total(LossCounter.CONNTRACK_DROPS);
    if (nearlyFull) {
      add(
          "raise net.netfilter.nf_conntrack_max on the host (it is " + max + ")",
          tracked
              + " of "
              + max
              + " connections are tracked at this moment. Once they are all in use, conntrack drops"
              + " the packets of new connections, and both sides see nothing but timeouts.");
    } else if (drops > 0) {
      add(
          "find out when conntrack dropped packets"
              + (max > 0 ? ", and whether net.netfilter.nf_conntrack_max is enough" : ""),
          drops
              + (drops == 1 ? " packet was" : " packets were")
              + " dropped since this network namespace began, because its table was full or could"
              + " not take them"
              + (max > 0 && tracked >= 0 ? "; it has " + tracked + " of " + max + " now." : "."));
    }
  }

  private void onTimeWaitOverflow() {
    long overflows = host.losses().total(LossCounter.TIME_WAIT_OVERFLOW);
    int max = settings.number(KernelSetting.MAX_TIME_WAIT);
    if (overflows > 0 && max >= 0) {
      add(
          "raise net.ipv4.tcp_max_tw_buckets (it is " + max + ")",
          overflows
              + (overflows == 1 ? " connection was" : " connections were")
              + " closed without TIME_WAIT since this network namespace began, because so many were"
              + " in it, or memory was short. A late packet of such a one may end a new one that has"
              + " its ports.");
    }
  }

  private List<ListenerState> listenersWhere(Predicate<ListenerState> test) {
    List<ListenerState> found = new ArrayList<>();
    for (ListenerState listener : host.listeners()) {
      if (test.test(listener)) {
        found.add(listener);
      }
    }
    return found;
  }

  private static String names(List<ListenerState> listeners) {
    StringBuilder text = new StringBuilder();
    int named = Math.min(listeners.size(), LISTENERS_NAMED);
    for (int i = 0; i < named; i++) {
      boolean last = i == named - 1 && named == listeners.size();
      text.append(i == 0 ? "" : last ? " and " : ", ").append(listeners.get(i).address());
    }
    int more = listeners.size() - named;
    return more == 0 ? text.toString() : text + " and " + more + " more";
  }

  private void add(String what, String why) {
    advice.add(new Advice(what, why));
  }
}
