package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.HandOver.Link;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor hands connections over, and nobody is free to take one: it waits in a queue, for a
 * permit, in the handler of a pool that refused, or sleeps before it tries again.
 */
final class HandOverBlocked implements Cause {
  private static final String POOL = "java.util.concurrent.ThreadPoolExecutor";

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null
        || !evidence.acceptorStuck()
        || EventLoop.of(acceptor.stack()) != null
        || Activity.of(acceptor.stack()) != null) {
      return null;
    }
    Words words = words(acceptor, evidence.handOver);
    return words == null
        ? null
        : Diagnosis.of(
            CauseId.WORKER_POOL_EXHAUSTED,
            AcceptorWords.isIn(acceptor) + " " + words.statement,
            words.advice,
            acceptor.sample());
  }

  private static @Nullable Words words(AcceptorView acceptor, HandOver handOver) {
    StackTraceElement[] stack = acceptor.stack();
    JdkCall call = JdkCall.of(stack);
    if (Stacks.contains(stack, POOL, "reject")) {
      return handOver.explains()
          ? of("Its pool is full: ", handOver)
          : new Words("Its pool is full and refused the work.", TOO_SLOW);
    }
    if (call == null) {
      return Stacks.isAsleep(stack) && handOver.full() && handOver.explains()
          ? of("The pool that it hands work to is full: ", handOver)
          : null;
    }
    boolean sameObject = handOver.explains() && handOver.link() == Link.SAME_OBJECT;
    switch (call.kind()) {
      case PUT:
        String full = call.hasRoom() ? "Its queue is full" : "Nobody is free to take it";
        return sameObject ? of(full + ": ", handOver) : new Words(full + ".", TOO_SLOW);
      case PERMIT:
        return handOver.explains()
            ? of(
                handOver.link() == Link.SAME_OBJECT
                    ? "No permit is free: "
                    : "No permit is free, and of the pool that it hands work to ",
                handOver)
            : new Words(
                "No permit is free.",
                "Find out what holds the permits: whoever should give them back is too slow, or"
                    + " never does.");
      case TAKE:
      case OTHER:
        return sameObject && handOver.threads().total() > 1 ? of("It waits for: ", handOver) : null;
      default:
        return null;
    }
  }

  private static final String TOO_SLOW =
      "Whatever takes from there is too slow: find out what holds it up.";

  private static Words of(String reason, HandOver handOver) {
    String method = PoolWords.method(handOver.threads());
    return new Words(
        reason + PoolWords.where(handOver.threads()) + ".",
        (method == null
                ? "Find out what keeps these threads busy"
                : "Find out why " + method + " takes so long")
            + ", or give the pool more threads; a longer queue only lets more wait.");
  }

  /** What is said of one way to hand over. */
  private static final class Words {
    final String statement;
    final String advice;

    Words(String statement, String advice) {
      this.statement = statement;
      this.advice = advice;
    }
  }
}
