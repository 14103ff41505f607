package io.acceptlag.core.listener;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import org.jspecify.annotations.Nullable;

/**
 * What the acceptor's thread does around accept(). The whole cost of a healthy accept is two table
 * look-ups and one atomic addition; a system call is made only where the wait cannot be bounded
 * without one.
 *
 * <p><b>The bound.</b> An accept queue is first in, first out: a connection cannot have arrived
 * before one that left the queue earlier. So each listener keeps the latest known arrival (reading
 * time - wait). {@link #entered} takes it <em>before</em> accept() runs: whatever this call brings
 * left the queue after that connection did, whichever acceptor had taken it, and so arrived after
 * it. Then wait &le; now - that arrival, and while this is below one tick no system call is needed.
 * An arrival taken after accept() would be wrong with several acceptors: another one may have taken
 * a later connection meanwhile.
 *
 * <p>The kernel's clock moves in ticks, so an arrival may be taken for up to one tick later than it
 * was, and a wait that goes unmeasured is shorter than two ticks.
 */
public final class AcceptRecorder {
  private final Listeners listeners;
  private final AcceptProbe probe;
  private final SlowAccepts slowAccepts;
  private final long tickNanos;
  private final @Nullable SlowPeers peers;
  private volatile long delayedMillis;
  private volatile long slowMillis;

  private volatile long settingMillis;
  private volatile long recordedMillis = Long.MAX_VALUE;

  private final BindTraces bindTraces = new BindTraces();

  /**
   * @param tickNanos the resolution of the kernel's clock
   * @param delayedMillis from which an accept counts as delayed (warn.wait)
   * @param slowMillis from which an accept is described one by one (span.wait), as are those whose
   *     handshake was delayed
   */
  public AcceptRecorder(
      Listeners listeners,
      AcceptProbe probe,
      SlowAccepts slowAccepts,
      long tickNanos,
      long delayedMillis,
      long slowMillis) {
    this(listeners, probe, slowAccepts, null, tickNanos, delayedMillis, slowMillis);
  }

  /**
   * The same.
   *
   * @param peers takes whose accepts were slow; null where nobody asks for them
   */
  public AcceptRecorder(
      Listeners listeners,
      AcceptProbe probe,
      SlowAccepts slowAccepts,
      @Nullable SlowPeers peers,
      long tickNanos,
      long delayedMillis,
      long slowMillis) {
    this.listeners = listeners;
    this.probe = probe;
    this.slowAccepts = slowAccepts;
    this.peers = peers;
    this.tickNanos = tickNanos;
    this.delayedMillis = delayedMillis;
    this.slowMillis = slowMillis;
    settingMillis = slowMillis;
  }

  /** As in the constructor; may be called by any thread, at any time. */
  public void measureFrom(long delayedMillis, long slowMillis) {
    this.delayedMillis = delayedMillis;
    settingMillis = slowMillis;
    describeFrom(recordedMillis);
  }

  /**
   * Accepts are described for others too, from another wait on; may be called by any thread.
   *
   * @param waitMillis the least that they ask for
   */
  public void describeFrom(long waitMillis) {
    recordedMillis = waitMillis;
    long least = Math.min(settingMillis, waitMillis);
    if (slowMillis != least) {
      slowMillis = least;
    }
  }

  /** listen() returned, in this thread. */
  public void listening(Object owner, int fd, int backlog) {
    // Not its elements, which take ten times as long: they can be made later, by the sampler.
    Throwable trace = bindTraces.take(System.nanoTime()) ? new Throwable() : null;
    listening(owner, fd, backlog, Thread.currentThread(), trace);
  }

  /**
   * listen() has returned some time ago.
   *
   * @param trace made by that thread then; null where none was made
   */
  public void listening(
      Object owner, int fd, int backlog, Thread binder, @Nullable Throwable trace) {
    probe.listening(fd, backlog);
    Listener listener = findOrEnter(owner, fd);
    if (listener != null) {
      listener.requested(backlog);
      listener.bound(binder, trace);
    }
  }

  /** accept() begins. Returns the latest known arrival, to be handed to {@link #accepted}. */
  public long entered(Object owner, int fd) {
    Listener listener = listeners.find(fd, owner);
    if (listener == null || listener.ignored()) {
      return Listener.NO_ARRIVAL;
    }
    listener.entered(Thread.currentThread());
    return listener.latestArrivalNanos();
  }

  /**
   * accept() returned a connection.
   *
   * @param latestArrivalNanos from {@link #entered}
   * @param nowNanos taken after accept() returned: the earlier it is against the kernel's reading,
   *     the earlier the arrival seems, and the less is left unmeasured
   */
  public void accepted(
      Object owner, int fd, int acceptedFd, long latestArrivalNanos, long nowNanos) {
    Listener listener = findOrEnter(owner, fd);
    if (listener == null || listener.ignored()) {
      return;
    }
    if (peers != null && !peers.isEmpty(nowNanos)) {
      // Only what is slow itself is described, and this one need not be.
      peers.forget(probe.peer(acceptedFd));
    }
    if (latestArrivalNanos != Listener.NO_ARRIVAL && nowNanos - latestArrivalNanos < tickNanos) {
      listener.countBelowTick();
    } else {
      measure(listener, acceptedFd, nowNanos);
    }
    listener.accepted(acceptedFd, nowNanos);
    listener.left(Thread.currentThread());
  }

  private void measure(Listener listener, int acceptedFd, long nowNanos) {
    long reading = probe.accepted(acceptedFd);
    if (AcceptedReading.failed(reading)) {
      listener.countUnmeasured();
      return;
    }
    if (AcceptedReading.clientGone(reading)) {
      listener.countAbandoned();
    }
    if (AcceptedReading.synAckRetransmits(reading) > 0) {
      listener.countHandshakeDelayed();
    }
    if (!AcceptedReading.waitKnown(reading)) {
      listener.countUnmeasured();
      return;
    }
    long waitMillis = AcceptedReading.waitMillis(reading);
    listener.count(waitMillis);
    listener.arrived(nowNanos - waitMillis * 1_000_000);
    if (waitMillis >= delayedMillis) {
      listener.countDelayed(waitMillis);
    }
    if (waitMillis >= slowMillis || AcceptedReading.synAckRetransmits(reading) > 0) {
      describe(listener, acceptedFd, reading, nowNanos);
    }
  }

  private void describe(Listener listener, int acceptedFd, long reading, long nowNanos) {
    SlowAccepts.Slot slot = slowAccepts.claim();
    if (slot != null) {
      slot.listener = listener;
      slot.acceptor = Thread.currentThread();
      slot.reading = reading;
      slot.acceptedNanos = nowNanos;
      slot.client.clear();
      probe.describe(listener.fd(), acceptedFd, slot.client);
      long waitMillis = AcceptedReading.waitMillis(reading);
      if (peers != null && waitMillis >= settingMillis) {
        peers.add(slot.client.key(), nowNanos, waitMillis);
      }
      slot.publish();
    }
  }

  private @Nullable Listener findOrEnter(Object owner, int fd) {
    Listener listener = listeners.find(fd, owner);
    // The identity is read here, inside the application's own call, because only now is it certain
    // that the descriptor is the owner's.
    return listener != null ? listener : listeners.enter(fd, owner, probe.identity(fd));
  }
}
