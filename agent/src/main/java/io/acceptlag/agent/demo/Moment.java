package io.acceptlag.agent.demo;

import java.util.List;
import java.util.Locale;

/** How the clients are doing now, and how those did that were answered since a given time. */
final class Moment {
  /**
   * Shorter waits are not shown: at any moment a client or two connect, or wait for an answer that
   * is on its way.
   */
  private static final long WORTH_TELLING_NANOS = 100_000_000L;

  private int answered;
  private long slowestAnswerNanos;
  private int waiting;
  private long longestWaitNanos;
  private int connecting;
  private long longestConnectNanos;

  Moment(List<Client> clients, long sinceNanos, long nowNanos) {
    for (Client client : clients) {
      long sinceStartNanos = nowNanos - client.startNanos;
      if (client.isOver()) {
        if (client.isAnswered() && client.answeredNanos() - sinceNanos >= 0) {
          answered++;
          slowestAnswerNanos = Math.max(slowestAnswerNanos, client.answeringNanos());
        }
      } else if (client.isConnected()) {
        waiting++;
        longestWaitNanos = Math.max(longestWaitNanos, sinceStartNanos);
      } else {
        connecting++;
        longestConnectNanos = Math.max(longestConnectNanos, sinceStartNanos);
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(answered).append(" answered");
    if (answered > 0) {
      text.append(" within ").append(time(slowestAnswerNanos));
    }
    if (waiting > 0 && longestWaitNanos >= WORTH_TELLING_NANOS) {
      text.append("; ").append(waiting).append(" wait (up to ");
      text.append(time(longestWaitNanos)).append(')');
    }
    if (connecting > 0 && longestConnectNanos >= WORTH_TELLING_NANOS) {
      text.append("; ").append(connecting).append(" cannot connect (up to ");
      text.append(time(longestConnectNanos)).append(')');
    }
    return text.toString();
  }

  static String time(long nanos) {
    long millis = nanos / 1_000_000;
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
