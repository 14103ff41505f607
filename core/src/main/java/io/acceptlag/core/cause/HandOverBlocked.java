package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.HandOver.Link;
import io.acceptlag.core.evidence.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor hands connections over, and nobody is free to take one: it waits in a queue, for a
 * permit, in the handler of a pool that refused, or sleeps before it tries again.
 */
final class HandOverBlocked implements Cause {
  /** Of the Disruptor: there it waits for the slowest of those that read it. */
  private static final String RING_BUFFER = "com.lmax.disruptor.RingBuffer";

  private static final String TOO_SLOW =
      "Whatever should free it is too slow, or has stopped: find out what holds it up.";

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null
        || !Acceptor.isStuck(evidence)
        || evidence.acceptsInPool
        || Acceptor.hasReturned(evidence)
        || EventLoop.of(acceptor.stack()) != null
        || Activity.of(acceptor.stack()) != null) {
      return null;
    }
    String reason = reason(acceptor, evidence.handOver);
    if (reason == null) {
      return null;
    }
    if (!isSeen(acceptor.stack(), evidence.handOver)) {
      return Diagnosis.of(
          CauseId.WORKER_POOL_EXHAUSTED,
          AcceptorWords.isIn(acceptor) + " So " + reason + ".",
          TOO_SLOW,
          acceptor);
    }
    return Diagnosis.of(
        CauseId.WORKER_POOL_EXHAUSTED,
        acceptor.thread()
            + does(acceptor)
            + acceptor.howOften()
            + ": "
            + reason
            + ", and "
            + PoolWords.where(evidence.handOver.threads())
            + ".",
        advice(evidence, acceptor),
        acceptor);
  }

  /** More threads bring no more permits, and no more places where there is a limit of them. */
  private static String advice(Evidence evidence, AcceptorView acceptor) {
    JdkCall call = JdkCall.of(acceptor.stack());
    Workers threads = evidence.handOver.threads();
    String find = "Find out what keeps " + (threads.threads() == 1 ? "it" : "them") + " there";
    if (call != null && call.kind() == JdkCall.Kind.PERMIT) {
      return find
          + ", or give the "
          + call.name().substring(0, call.name().indexOf('.'))
          + " more permits.";
    }
    // Of a signal it is not to be told whether it comes of a free thread, or of a free place.
    return call != null
            && call.kind() == JdkCall.Kind.OTHER
            && !Frames.isRefused(acceptor.stack())
            && Server.roomForThreads(evidence) == null
        ? find + "; if the acceptor waits for a free thread, more threads help."
        : PoolWords.advice(evidence, threads);
  }

  /** Why it cannot go on; null where it does not hand over, as far as is seen. */
  private static @Nullable String reason(AcceptorView acceptor, HandOver handOver) {
    StackTraceElement[] stack = acceptor.stack();
    if (Frames.isRefused(stack)) {
      return "its pool is full";
    }
    if (Stacks.contains(stack, RING_BUFFER, "publishEvent")
        || Stacks.contains(stack, RING_BUFFER, "next")) {
      return "the ring buffer is full";
    }
    JdkCall call = JdkCall.of(stack);
    if (acceptor.sample().lockOwner() != null) {
      // A queue's own lock, which whoever holds it has.
      return null;
    }
    if (call == null) {
      return Frames.letsTimePass(stack) && handOver.full() && handOver.explains()
          ? whatIsFull(handOver.link())
          : null;
    }
    switch (call.kind()) {
      case PUT:
        return call.hasRoom() ? "the queue is full" : "nobody is free to take the next";
      case PERMIT:
        return "no permit is free";
      default:
        return isSeen(stack, handOver) && handOver.threads().total() > 1
            ? "others keep the acceptor waiting"
            : null;
    }
  }

  private static String whatIsFull(Link link) {
    switch (link) {
      case FRAMES:
        return "no worker is free";
      case FULL_QUEUE:
        return "the queue that it puts work into is full";
      default:
        return "the pool that it hands work to is full";
    }
  }

  /** The pool that it hands work to need not be the one that takes from this queue. */
  private static boolean isSeen(StackTraceElement[] stack, HandOver handOver) {
    JdkCall call = JdkCall.of(stack);
    boolean permit = call != null && call.kind() == JdkCall.Kind.PERMIT;
    if (handOver.link() == Link.HANDS_TO && permit) {
      // Of a pool that grows as it needs, idle threads say nothing of who has the permits.
      return handOver.threads().busy() > 0;
    }
    return handOver.explains()
        && (handOver.link() == Link.SAME_OBJECT
            || handOver.link() == Link.FRAMES
            || (handOver.link() == Link.FULL_QUEUE && call == null)
            || (handOver.link() == Link.HANDS_TO && (call == null || Frames.isRefused(stack))));
  }

  private static String does(AcceptorView acceptor) {
    JdkCall call = JdkCall.of(acceptor.stack());
    boolean runsIt =
        Frames.isRefused(acceptor.stack()) && (call == null || call.kind() != JdkCall.Kind.PUT);
    if (runsIt) {
      return " is in " + acceptor.where() + PoolWords.doing(acceptor.sample());
    }
    if (call != null) {
      return " waits in " + call.name();
    }
    return Stacks.isAsleep(acceptor.stack())
        ? " is asleep"
        : Frames.letsTimePass(acceptor.stack())
            ? " tries again and again"
            : " is in " + acceptor.where();
  }
}
