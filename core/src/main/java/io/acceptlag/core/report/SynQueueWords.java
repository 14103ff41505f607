package io.acceptlag.core.report;

import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.text.FigureText;

/** A full SYN queue in words. */
final class SynQueueWords {
  private SynQueueWords() {}

  static String of(
      LocalAddress listener, Event event, SynQueueTrouble trouble, boolean overflowing) {
    if (event == Event.SYN_QUEUE_RECOVERED) {
      return listener
          + " has had room in its SYN queue again for a while, after "
          + FigureText.duration(trouble.durationMillis())
          + ": "
          + syns(trouble);
    }
    return trouble.answer() == Answer.DROPPED
        ? dropped(listener, trouble)
        : cookies(listener, trouble, overflowing);
  }

  private static String dropped(LocalAddress listener, SynQueueTrouble trouble) {
    String remedy =
        trouble.unprovenOnly()
            ? " Set net.ipv4.tcp_syncookies=1, or raise net.ipv4.tcp_max_syn_backlog, of which a"
                + " quarter is kept for clients that the kernel has met before."
            : " Set net.ipv4.tcp_syncookies=1; a longer backlog lengthens the SYN queue as well.";
    return listener
        + " loses clients before they reach its accept queue: its SYN queue"
        + room(trouble)
        + " is full, SYN cookies are off, and "
        + syns(trouble)
        + ". It is not the application that is slow to accept; the clients do not complete their"
        + " handshakes fast enough, or at all."
        + remedy;
  }

  private static String cookies(
      LocalAddress listener, SynQueueTrouble trouble, boolean overflowing) {
    String text =
        listener
            + " has a full SYN queue"
            + room(trouble)
            + ": "
            + syns(trouble)
            + ", so clients still get in. It is not the application that is slow to accept; many"
            + " clients do not complete their handshakes, as in a SYN flood or where packets are"
            + " lost.";
    return overflowing
        ? text
            + " But its accept queue is full too, and a cookie that comes back then is lost for good:"
            + " that client believes it is connected, and nothing is sent again. Where the server"
            + " speaks first, it waits until its own timeout."
        : text;
  }

  private static String room(SynQueueTrouble trouble) {
    if (trouble.room() < 0) {
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
