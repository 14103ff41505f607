package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.HandOver.Link;
import io.acceptlag.core.text.ForeignText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The acceptor does something else than accept. */
final class AcceptThreadBlocked implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null || !evidence.acceptorStuck()) {
      return null;
    }
    Activity activity = Activity.of(acceptor.stack());
    if (activity == null && Frames.topmostOfApplication(acceptor.stack()) == null) {
      return null;
    }
    String statement = AcceptorWords.isIn(acceptor) + whoElse(evidence);
    return Diagnosis.of(
        CauseId.ACCEPT_THREAD_BLOCKED,
        activity == null ? statement : statement + " " + activity.statement,
        activity == null ? advice(evidence) : activity.advice,
        acceptor);
  }

  /** Those that the acceptor waits for, beyond the holder of its lock. */
  private static String whoElse(Evidence evidence) {
    HandOver handOver = evidence.handOver;
    List<AcceptorSample> holders = evidence.holders.chain();
    if (evidence.holders.deadlock()) {
      AcceptorSample last = holders.get(holders.size() - 1);
      return " That is a deadlock: "
          + ForeignText.quoted(last.threadName())
          + " waits for "
          + ForeignText.quoted(String.valueOf(last.lockOwner()))
          + ".";
    }
    if (holders.size() > 1) {
      AcceptorSample last = holders.get(holders.size() - 1);
      return " That one waits"
          + (holders.size() > 2 ? ", over another," : "")
          + " for "
          + ForeignText.quoted(last.threadName())
          + ", which is in "
          + PoolWords.place(last.stack())
          + PoolWords.doing(last)
          + ".";
    }
    return isSeen(handOver)
        ? " What it waits for: " + PoolWords.where(handOver.threads()) + "."
        : "";
  }

  private static String advice(Evidence evidence) {
    return evidence.holders.deadlock()
        ? "Restart the server, and let all of them take these locks in the same order."
        : isSeen(evidence.handOver)
            ? "Do not wait for it on the thread that accepts."
            : "Take that work off the thread that accepts.";
  }

  private static boolean isSeen(HandOver handOver) {
    return handOver.explains() && handOver.link() != Link.HANDS_TO;
  }
}
