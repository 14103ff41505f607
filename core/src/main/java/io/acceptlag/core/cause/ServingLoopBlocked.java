package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event loop of the server's is kept by the application, while it or another one accepts. */
final class ServingLoopBlocked implements Cause {
  private final boolean waiting;

  private ServingLoopBlocked(boolean waiting) {
    this.waiting = waiting;
  }

  /** Judges loops that wait for something. */
  static ServingLoopBlocked waiting() {
    return new ServingLoopBlocked(true);
  }

  /** Judges loops that compute. */
  static ServingLoopBlocked computing() {
    return new ServingLoopBlocked(false);
  }

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null) {
      return null;
    }
    List<AcceptorSample> loops = new ArrayList<>();
    List<AcceptorSample> kept = new ArrayList<>();
    EventLoop kind = null;
    for (AcceptorSample thread : evidence.serving().threads()) {
      EventLoop its = EventLoop.of(thread.stack());
      if (its != null
          && isOfOneServer(its, thread.stack(), acceptor.stack())
          && !onlyAccepts(its, thread)) {
        loops.add(thread);
        if (isKept(its, thread)) {
          kind = its;
          kept.add(thread);
        }
      }
    }
    if (kind == null
        || (kind == EventLoop.JETTY && (evidence.serving().isExhausted() || anySelects(loops)))) {
      return null;
    }
    Gathering most = Gathering.of(kept);
    return WaitsFor.isRunning(most.first()) == waiting
        ? null
        : Diagnosis.of(
            CauseId.EVENT_LOOP_BLOCKED,
            words(most, loops.size(), kind),
            kind.adviceToServing(evidence, most.first()),
            most.first(),
            most.size() == 1
                ? most.first().threadName() + " " + Gathering.methodOf(most.first())
                : Gathering.methodOf(most.first()));
  }

  /** A client's copy of Netty, in packages of its own, has nothing to do with the server. */
  private static boolean isOfOneServer(
      EventLoop its, StackTraceElement[] loop, StackTraceElement[] acceptor) {
    return EventLoop.of(acceptor) == its
        ? its.prefixIn(loop).equals(its.prefixIn(acceptor))
        : Frames.areOfOneServer(loop, acceptor);
  }

  /** Jetty's selector lets another thread go on for it before it does work itself. */
  private static boolean anySelects(List<AcceptorSample> loops) {
    for (AcceptorSample loop : loops) {
      if (Frames.waitsForConnection(loop.stack())) {
        return true;
      }
    }
    return false;
  }

  /** Kafka's own code must not wait there either. */
  private static boolean isKept(EventLoop its, AcceptorSample thread) {
    return (its == EventLoop.KAFKA && thread.state() != Thread.State.RUNNABLE)
        || (Frames.topmostOfApplication(thread.stack()) != null
            && !Frames.waitsForConnection(thread.stack()));
  }

  /** By its name, because XNIO's runs the same code as those that serve. */
  private static boolean onlyAccepts(EventLoop its, AcceptorSample thread) {
    return its == EventLoop.XNIO && thread.threadName().endsWith(" Accept");
  }

  private static String words(Gathering most, int loops, EventLoop kind) {
    String place = most.place() + PoolWords.doing(most.first());
    return most.size() == 1
        ? AcceptorWords.named(most.first()) + " is in " + place + ". It is " + kind.title + "."
        : most.size()
            // Among Netty's loops may be those of clients, which serve none of these connections.
            + (kind == EventLoop.NETTY ? "" : " of " + loops)
            + " threads are in "
            + place
            + ", each "
            + kind.title
            + ".";
  }
}
