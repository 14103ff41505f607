package io.acceptlag.core.report;

import io.acceptlag.core.handshake.PodRule;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.text.FigureText;

/** Puts a full SYN queue into words. */
final class SynQueueWords {
  /** One or the other that stays away says nothing of why. */
  private static final int FLOOD_MIN = 10;

  private final boolean inPod;

  SynQueueWords(boolean inPod) {
    this.inPod = inPod;
  }

  String of(LocalAddress listener, Event event, SynQueueTrouble trouble, boolean overflowing) {
    if (event == Event.SYN_QUEUE_RECOVERED) {
      return listener
          + " has had room in its SYN queue again for a while, after "
          + FigureText.duration(trouble.durationMillis())
          + ": "
          + syns(trouble);
    }
    return trouble.answer() == Answer.DROPPED
        ? dropped(listener, trouble, overflowing)
        : cookies(listener, trouble, overflowing);
  }

  private String dropped(LocalAddress listener, SynQueueTrouble trouble, boolean overflowing) {
    // Where tcp_max_syn_backlog binds, a longer backlog changes nothing. A pod may not set that
    // one.
    String besides =
        !trouble.unprovenOnly()
            ? "; a longer backlog lengthens the SYN queue as well."
            : inPod
                ? "."
                : ", or raise net.ipv4.tcp_max_syn_backlog, of which a quarter is kept for clients"
                    + " that the kernel has met before.";
    return listener
        + " loses clients before they reach its accept queue: its SYN queue"
        + room(trouble)
        + " is full, SYN cookies are off, and "
        + syns(trouble)
        + "."
        + (overflowing ? " It is a consequence of its full accept queue, which is reported." : "")
        + " Set net.ipv4.tcp_syncookies=1"
        + besides;
  }

  private String cookies(LocalAddress listener, SynQueueTrouble trouble, boolean overflowing) {
    return listener
        + " has a full SYN queue"
        + room(trouble)
        + ": "
        + syns(trouble)
        + whatCameOfThem(trouble)
        + (overflowing ? " One that meets its full accept queue is lost." : "");
  }

  /** What became of the cookies. Only if they do not come back may it be a flood. */
  private String whatCameOfThem(SynQueueTrouble trouble) {
    long back = trouble.cameBack();
    boolean one = trouble.packets() == 1;
    if (back >= trouble.packets()) {
      return (one ? ", and it came back." : ", and all came back.") + longerQueue(trouble);
    }
    String came = one ? ", which did not come back." : ", " + back + " of which came back.";
    if (10 * back >= 9 * trouble.packets()) {
      return came + longerQueue(trouble);
    }
    return 2 * back >= trouble.packets() || trouble.packets() < FLOOD_MIN
        ? came
        : came
            + " The others do not complete their handshakes, as in a SYN flood or where packets are"
            + " lost. A longer backlog does not help.";
  }

  private String longerQueue(SynQueueTrouble trouble) {
    if (trouble.room() < 0) {
      return " Raise the backlog: the SYN queue is as long.";
    }
    long enough = Long.highestOneBit(2 * (trouble.room() + trouble.mostInSecond()) - 1);
    boolean capped = trouble.somaxconn() >= 0 && trouble.somaxconn() < enough;
    return " Raise the backlog "
        + (trouble.heedsMaxSynBacklog() ? "and net.ipv4.tcp_max_syn_backlog " : "")
        + "to at least "
        + enough
        + ": the SYN queue is as long."
        + (capped
            ? " Raise net.core.somaxconn too, which is " + trouble.somaxconn() + " here."
            : "")
        + PodRule.besidesRaising(inPod && (capped || trouble.heedsMaxSynBacklog()));
  }

  /** In a pod there is more to say of the remedy, and the pairs have these figures too. */
  private String room(SynQueueTrouble trouble) {
    if (trouble.room() < 0 || inPod) {
      return "";
    }
    return " (room for "
        + trouble.room()
        + (trouble.halfOpen() < 0 ? ")" : ", " + trouble.halfOpen() + " half-open now)");
  }

  private static String syns(SynQueueTrouble trouble) {
    boolean dropped = trouble.answer() == Answer.DROPPED;
    return trouble.packets() == 1
        ? dropped ? "1 SYN was dropped" : "1 SYN was answered with a cookie"
        : trouble.packets()
            + (dropped ? " SYNs were dropped" : " SYNs were answered with a cookie");
  }
}
