package io.acceptlag.core.handshake;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.Period;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose SYN queue is full. The kernel counts full SYN queues for the whole network
 * namespace, and shows the length of none. So when the count rises, half-open connections are
 * counted by port, at most once in {@link Period#HALF_OPEN}.
 */
public final class SynQueues {
  /** A listener as this needs to see it. */
  public interface Queue {
    LocalAddress address();

    /** The accept queue's limit; -1 if not known. */
    int queueLimit();

    /** Whether its accept queue is full, which may be why it drops packets. */
    boolean isAcceptQueueFull();

    /** Whether an incident is open in which its accept queue turned clients away. */
    boolean overflowsNow();

    /** Packets dropped since the last call of {@link SynQueues#poll}; -1 if not known. */
    long drops();

    SynQueueTracker tracker();
  }

  /** Takes what there is to report. */
  public interface Changes<Q> {
    void changed(Q listener, Change change, SynQueueTrouble trouble);
  }

  private final HandshakeProbe probe;
  private long droppedBefore = -1;
  private long wantedBefore = -1;
  private long sentBefore = -1;
  private long receivedBefore = -1;
  private long moreReceived;
  private final Due lookDue = new Due(Period.HALF_OPEN);
  private final Due settingsDue = new Due(Period.SYN_QUEUE_SETTINGS);
  private KernelSettings settings = KernelSettings.NONE;
  private @Nullable HalfOpen halfOpen;
  private boolean anyOpen;

  public SynQueues(HandshakeProbe probe) {
    this.probe = probe;
  }

  /**
   * To be called after the drops of all listeners were read, before which the counters were read.
   */
  public <Q extends Queue> void poll(
      long nowNanos, NamespaceCounters counters, Collection<Q> listeners, Changes<Q> changes) {
    long dropped = dropped(counters);
    long wanted = counters.total(KernelCounter.SYN_QUEUE_COOKIES);
    long sent = counters.total(KernelCounter.SYN_COOKIES_SENT);
    long moreDropped = more(droppedBefore, dropped);
    // The kernel counts that it wants to send one before it sees that the accept queue is full too.
    long moreCookies = Math.min(more(wantedBefore, wanted), more(sentBefore, sent));
    // The kernel adds up both of its counts one CPU after another, so the difference may fall.
    droppedBefore = dropped < 0 ? dropped : Math.max(droppedBefore, dropped);
    wantedBefore = wanted;
    sentBefore = sent;
    long received = counters.total(KernelCounter.SYN_COOKIES_RECEIVED);
    moreReceived = more(receivedBefore, received);
    receivedBefore = received;
    if (moreDropped == 0 && moreCookies == 0) {
      if (anyOpen) {
        beQuiet(nowNanos, listeners, changes);
      }
      return;
    }
    readSettings(nowNanos);
    int cookiesSetting = settings.number(KernelSetting.SYN_COOKIES);
    boolean cookiesOff = cookiesSetting == 0;
    boolean anyDropped = cookiesOff && moreDropped > 0;
    boolean anyCookies = cookiesSetting == 1 && moreCookies > 0;
    if (anyDropped || anyCookies) {
      look(nowNanos, listeners);
    }
    anyOpen = false;
    Set<LocalAddress> addressesMet = new HashSet<>();
    for (Q listener : listeners) {
      SynQueueTracker tracker = listener.tracker();
      Change change;
      if (anyDropped && isConcerned(listener, true)) {
        change = tracker.met(nowNanos, Answer.DROPPED, atMost(moreDropped, listener.drops()));
      } else if (anyCookies
          && isConcerned(listener, false)
          // With SO_REUSEPORT several have one address, and nothing shows whose queue it is.
          && addressesMet.add(listener.address())) {
        change = tracker.met(nowNanos, Answer.COOKIES, moreCookies);
      } else {
        change = tracker.quiet(nowNanos);
      }
      follow(nowNanos, listener, change, changes);
    }
  }

  private <Q extends Queue> void beQuiet(
      long nowNanos, Collection<Q> listeners, Changes<Q> changes) {
    anyOpen = false;
    for (Q listener : listeners) {
      follow(nowNanos, listener, listener.tracker().quiet(nowNanos), changes);
    }
  }

  private <Q extends Queue> void follow(long nowNanos, Q listener, Change met, Changes<Q> changes) {
    Change seen = listener.tracker().watched(nowNanos, moreReceived, listener.overflowsNow());
    Change change = met == Change.NOTHING ? seen : met;
    if (change != Change.NOTHING) {
      changes.changed(listener, change, listener.tracker().trouble());
    }
    anyOpen |= listener.tracker().isOpen();
  }

  private void readSettings(long nowNanos) {
    if (settingsDue.take(nowNanos)) {
      settings = probe.settings();
    }
  }

  private void look(long nowNanos, Collection<? extends Queue> listeners) {
    if (!lookDue.take(nowNanos)) {
      return;
    }
    halfOpen = probe.halfOpen();
    KernelVersion kernel = probe.kernel();
    for (Queue listener : listeners) {
      listener
          .tracker()
          .counted(halfOpen, listener.address().port(), settings, kernel, listener.queueLimit());
    }
  }

  private boolean isConcerned(Queue listener, boolean drops) {
    if (drops && listener.drops() == 0) {
      return false;
    }
    if (listener.tracker().isFull()) {
      return true;
    }
    if (halfOpen != null && halfOpen.complete()) {
      return false;
    }
    // Half-open connections were not counted, and what a listener drops is its own. Cookies may as
    // well be those of another process, whose listeners are not among these.
    return drops && listener.drops() > 0 && !listener.isAcceptQueueFull();
  }

  /**
   * SYNs that met a full SYN queue without cookies, and SYNs dropped to keep room for clients that
   * the kernel has met before. The latter count as drops at listeners, and nowhere else.
   */
  private static long dropped(NamespaceCounters counters) {
    long drops = counters.total(KernelCounter.LISTEN_DROPS);
    long overflows = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    return drops >= 0 && overflows >= 0
        ? drops - overflows
        : counters.total(KernelCounter.SYN_QUEUE_DROPS);
  }

  private static long more(long before, long now) {
    return before < 0 || now < 0 ? 0 : Math.max(0, now - before);
  }

  private static long atMost(long figure, long bound) {
    return bound < 0 ? figure : Math.min(figure, bound);
  }
}
