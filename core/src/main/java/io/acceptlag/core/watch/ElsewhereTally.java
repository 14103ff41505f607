package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Elsewhere;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.PoolStack;
import io.acceptlag.core.listener.Listener;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the latest samples in a row in which the acceptor could not accept on its listener. */
final class ElsewhereTally {
  private final Listener listener;
  private final AcceptorProbe acceptors;
  private final AcceptTask task;
  private int outsideTask;
  private int atAnother;
  private long accepted;
  private @Nullable AcceptorSample latest;

  ElsewhereTally(Listener listener, AcceptorProbe acceptors, AcceptTask task) {
    this.listener = listener;
    this.acceptors = acceptors;
    this.task = task;
  }

  /** A sample of any thread; only that of the listener's acceptor, by its own accepts, counts. */
  AcceptorSample add(Thread thread, AcceptorSample sample) {
    if (thread != listener.acceptor()) {
      clear();
    } else if (sample.stack().length > 0) {
      count(thread, sample);
    }
    return sample;
  }

  private void count(Thread thread, AcceptorSample sample) {
    StackTraceElement[] stack = sample.stack();
    boolean inside = listener.insideAccept();
    boolean waits = Frames.waitsForConnection(stack);
    boolean inAccept = waits && !Frames.waitsInSelector(stack);
    if (waits && (inAccept ? inside : !task.isKnownOf(thread))) {
      task.learn(thread, stack);
    }
    outsideTask = task.isLeftBy(thread, sample) ? outsideTask + 1 : 0;
    // One that has just accepted, and one that wants a CPU, may be on its way out of accept().
    boolean elsewhere = inAccept && !inside && isBlocking() && !sample.wantsCpu();
    boolean still = accepted == listener.accepted();
    atAnother = elsewhere ? (still ? atAnother : 0) + 1 : 0;
    accepted = listener.accepted();
    latest = sample;
  }

  private boolean isBlocking() {
    Object owner = listener.owner();
    return owner != null && acceptors.waitsInsideAccept(owner);
  }

  void clear() {
    outsideTask = 0;
    atAnother = 0;
    latest = null;
  }

  /**
   * @param ask whether threads may be asked where they are
   */
  Elsewhere view(boolean ask) {
    return new Elsewhere(
        mayComeAgain(ask) ? 0 : outsideTask, atAnother, listener.acceptorChanges());
  }

  /**
   * Of a scheduled pool's threads only one waits for the time of the next task, which may be that
   * one. Which pool it belongs to is not looked at.
   */
  private boolean mayComeAgain(boolean ask) {
    AcceptorSample seen = latest;
    if (outsideTask == 0 || seen == null || !PoolStack.isScheduled(seen.stack())) {
      return false;
    }
    List<AcceptorSample> all = ask ? acceptors.all() : Collections.<AcceptorSample>emptyList();
    for (AcceptorSample each : all) {
      if (PoolStack.waitsForTime(each)) {
        return true;
      }
    }
    return all.isEmpty();
  }
}
