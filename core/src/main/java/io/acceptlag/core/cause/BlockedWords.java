package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.HandOver.Link;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.text.ForeignText;
import java.util.List;

/** Says whom a blocked thread waits for, beyond the holder of its lock. */
final class BlockedWords {
  private BlockedWords() {}

  /**
   * {@code It is a deadlock: "a" waits for "b", "b" for "a".} Comes first: no line is to lose it.
   *
   * @param blocked the first of those that wait
   */
  static String deadlock(Evidence evidence, AcceptorSample blocked) {
    StringBuilder words = new StringBuilder("It is a deadlock: ");
    words.append(ForeignText.quoted(blocked.threadName())).append(" waits for ");
    for (AcceptorSample holder : evidence.holders.chain()) {
      String name = ForeignText.quoted(holder.threadName());
      words.append(name).append(", ").append(name).append(" for ");
    }
    List<AcceptorSample> chain = evidence.holders.chain();
    String last = String.valueOf(chain.get(chain.size() - 1).lockOwner());
    return words.append(ForeignText.quoted(last)).append(". ").toString();
  }

  /** A sentence with a space before; empty where nobody is seen. */
  static String whoElse(Evidence evidence) {
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
    if (isSeen(handOver)) {
      return " What it waits for: " + PoolWords.where(handOver.threads()) + ".";
    }
    return mayPollForPool(evidence)
            || (handOver.link() == Link.HANDS_TO
                && handOver.threads().busy() > 0
                && waitsForOthers(evidence))
        ? " Of the pool that it hands work to, " + PoolWords.where(handOver.threads()) + "."
        : "";
  }

  /** For what others do, or hold: a result, a latch, a lock. */
  static boolean waitsForOthers(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor != null && isByLock(acceptor.sample())) {
      return true;
    }
    JdkCall call = acceptor == null ? null : JdkCall.of(acceptor.stack());
    return call != null
        && (call.kind() == JdkCall.Kind.RESULT || call.kind() == JdkCall.Kind.OTHER);
  }

  /** Who holds a monitor is not known where the thread is virtual, or its holder is. */
  static boolean isByLock(AcceptorSample blocked) {
    return blocked.lockOwner() != null || blocked.state() == Thread.State.BLOCKED;
  }

  /** A limit of the application's own may be asked again and again until a thread is free. */
  static boolean mayPollForPool(Evidence evidence) {
    Workers pool = evidence.handOver.threads();
    return evidence.acceptor != null
        && evidence.handOver.link() == Link.HANDS_TO
        && Frames.letsTimePass(evidence.acceptor.stack())
        && pool.busy() > 0
        && pool.busy() == pool.threads();
  }

  static boolean isSeen(HandOver handOver) {
    return handOver.explains()
        && (handOver.link() == Link.SAME_OBJECT || handOver.link() == Link.RUNS_IT);
  }

  /** What it does there, as a sentence with a space before; empty where that is not known. */
  static String activity(AcceptorSample blocked) {
    String pool =
        blocked.state() == Thread.State.RUNNABLE ? null : ConnectionPools.name(blocked.stack());
    if (pool != null) {
      return " It waits for " + pool + ".";
    }
    Activity activity = Activity.of(blocked);
    return activity == null ? "" : " " + activity.statement;
  }
}
