package io.acceptlag.core.listener;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the acceptor's thread does around accept(). A healthy accept costs two table look-ups and
 * one atomic addition. A system call is made only if the wait cannot be bounded without one.
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
  /** Closing one gives up standard input, output and error as well (detachIOStreams). */
  private static final String INHERITED = "sun.nio.ch.InheritedChannel$";

  private static final int STANDARD_ERROR = 2;

  private final Listeners listeners;
  private final AcceptProbe probe;
  private final SlowAccepts slowAccepts;
  private final long tickNanos;
  private volatile @Nullable SlowPeers peers;
  private volatile long delayedMillis;

  /** From which wait on an accept is described: what the setting wants or what others want. */
  private volatile long slowMillis;

  /** Until {@link #readInterruptsBy}: a class of the application's may have a method of its own. */
  private volatile Predicate<Thread> interrupts =
      thread -> thread.getClass() == Thread.class && thread.isInterrupted();

  /** As {@link #slowMillis}, by the setting span.wait alone. */
  private volatile long spanMillis;

  /** As {@link #slowMillis}, by what others want, such as a flight recording. */
  private volatile long recordedMillis = Long.MAX_VALUE;

  private final RareTraces bindTraces = new RareTraces();
  private final RareTraces closeTraces = new RareTraces();

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
    this.listeners = listeners;
    this.probe = probe;
    this.slowAccepts = slowAccepts;
    this.tickNanos = tickNanos;
    this.delayedMillis = delayedMillis;
    this.slowMillis = slowMillis;
    spanMillis = slowMillis;
  }

  /** As in the constructor; may be called by any thread, at any time. */
  public void measureFrom(long delayedMillis, long slowMillis) {
    this.delayedMillis = delayedMillis;
    spanMillis = slowMillis;
    describeFrom(recordedMillis);
  }

  /**
   * Sets from which wait on others want accepts described; may be called by any thread.
   *
   * @param waitMillis the least that they ask for
   */
  public void describeFrom(long waitMillis) {
    recordedMillis = waitMillis;
    long least = Math.min(spanMillis, waitMillis);
    if (slowMillis != least) {
      slowMillis = least;
    }
  }

  /** From now on keeps the clients whose accept was slow; may be called by any thread. */
  public void keepPeersIn(SlowPeers peers) {
    this.peers = peers;
  }

  /**
   * How to know whether a thread is interrupted, without asking a method that may be overridden.
   */
  public void readInterruptsBy(Predicate<Thread> isInterrupted) {
    interrupts = isInterrupted;
  }

  /** listen() returned, in this thread. */
  public void listening(Object owner, int fd, int backlog) {
    // Only the trace: its elements take ten times as long, and can be made later by the sampler.
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

  /**
   * This thread is about to close the socket. Most calls are not about a listener: they include all
   * connections of Netty.
   */
  public void closing(Object owner, int fd) {
    Listener known = listeners.find(fd, owner);
    Listener listener = known == null ? ofAnotherObject(fd) : known;
    if (listener == null
        || listener.ignored()
        || listener.closing() != null
        || staysOpen(listener, owner, fd)) {
      return;
    }
    Thread thread = Thread.currentThread();
    int waiting = probe.queueLength(fd);
    long nowNanos = System.nanoTime();
    boolean interrupted = interrupts.test(thread);
    boolean worthTrace = (waiting > 0 || interrupted) && closeTraces.take(nowNanos);
    boolean isFirst =
        listener.closes(
            new Closing(
                waiting,
                thread.getName(),
                interrupted,
                worthTrace ? new Throwable() : null,
                listener.known() ? null : probe.localAddress(fd)));
    if (isFirst && waiting > 0) {
      listeners.closes().add(nowNanos);
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
    SlowPeers kept = peers;
    if (kept != null && !kept.isEmpty(nowNanos)) {
      // Only what is slow itself is described, and this one need not be.
      kept.forget(probe.peer(acceptedFd));
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
      listener.countUnmeasured(1);
      return;
    }
    if (AcceptedReading.clientGone(reading)) {
      listener.goneClients().count(AcceptedReading.leftAtOnce(reading));
    }
    if (AcceptedReading.synAckRetransmits(reading) > 0) {
      listener.countHandshakeDelayed();
    }
    if (!AcceptedReading.waitKnown(reading)) {
      listener.countUnmeasured(1);
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

  /**
   * accept() returned a connection some time ago. Its wait can be read as long as nothing has been
   * sent on it: until then the kernel's clock runs on.
   *
   * @param acceptedFd negative where it is closed, or not known
   */
  public void acceptedEarlier(
      Object owner, int fd, int acceptedFd, long acceptedNanos, long nowNanos) {
    Listener listener = findOrEnter(owner, fd);
    if (listener == null || listener.ignored()) {
      return;
    }
    long reading = acceptedFd < 0 ? -1 : probe.acceptedEarlier(acceptedFd);
    long waitMillis = Long.MIN_VALUE;
    if (!AcceptedReading.failed(reading) && AcceptedReading.waitKnown(reading)) {
      long sinceMillis = (nowNanos - acceptedNanos) / 1_000_000;
      waitMillis = AcceptedReading.waitMillis(reading) - sinceMillis;
    }
    if (waitMillis < -tickNanos / 1_000_000) {
      // More than the kernel's clock can be off, so another connection has the descriptor by now.
      listener.countUnmeasured(1);
      return;
    }
    waitMillis = Math.max(0, waitMillis);
    listener.count(waitMillis);
    if (waitMillis >= delayedMillis) {
      listener.countDelayed(waitMillis);
    }
    if (AcceptedReading.synAckRetransmits(reading) > 0) {
      listener.countHandshakeDelayed();
    }
  }

  /** Counts connections that were accepted earlier and of which nothing else is known. */
  public void acceptedEarlier(Object owner, int fd, int connections) {
    Listener listener = findOrEnter(owner, fd);
    if (listener != null && !listener.ignored()) {
      listener.countUnmeasured(connections);
    }
  }

  /** The same, of listeners that were closed since, or too many to be kept apart. */
  public void acceptedEarlier(int connections) {
    listeners.countOfOthers(connections);
  }

  private void describe(Listener listener, int acceptedFd, long reading, long nowNanos) {
    SlowAccepts.Slot slot = slowAccepts.claim();
    if (slot != null) {
      slot.listener = listener;
      slot.acceptor = Thread.currentThread();
      slot.reading = reading;
      slot.acceptedNanos = nowNanos;
      slot.client.clear();
      try {
        probe.describe(listener.fd(), acceptedFd, slot.client);
        long waitMillis = AcceptedReading.waitMillis(reading);
        SlowPeers kept = peers;
        if (kept != null && waitMillis >= spanMillis) {
          kept.add(slot.client.key(), nowNanos, waitMillis);
        }
      } finally {
        // Or the sampler would wait for this one for ever. The stack or the heap may be full.
        slot.publish();
      }
    }
  }

  /** Whether another descriptor keeps the socket open. The kernel is asked only if one is known. */
  private boolean staysOpen(Listener listener, Object owner, int closedFd) {
    Descriptor all = listener.descriptors();
    all.close(closedFd);
    if (owner.getClass().getName().startsWith(INHERITED)) {
      for (int fd = 0; fd <= STANDARD_ERROR; fd++) {
        all.close(fd);
      }
    }
    for (int other = all.openBeside(closedFd); other >= 0; other = all.openBeside(closedFd)) {
      if (probe.identity(other) == listener.identity()) {
        listener.readBy(other);
        return true;
      }
      all.close(other);
    }
    return false;
  }

  /**
   * It was opened before the hook, or is closed by another object than it was opened by, as Netty's
   * channel of io_uring is.
   */
  private @Nullable Listener ofAnotherObject(int fd) {
    Listener listener = listeners.at(fd);
    // The kernel is asked only here, because most descriptors are those of connections.
    return listener != null && listener.identity() != 0 && listener.identity() == probe.identity(fd)
        ? listener
        : null;
  }

  private @Nullable Listener findOrEnter(Object owner, int fd) {
    Listener listener = listeners.find(fd, owner);
    // The identity is read here, inside the application's own call, because only now is it certain
    // that the descriptor is the owner's.
    return listener != null ? listener : listeners.enter(fd, owner, probe.identity(fd));
  }
}
