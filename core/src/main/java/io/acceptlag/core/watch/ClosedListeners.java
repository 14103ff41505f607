package io.acceptlag.core.watch;

import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.listener.HarmfulCloses;
import io.acceptlag.core.listener.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What the closing of listeners did to their clients, as soon as that is certain. */
final class ClosedListeners {
  /** A listener registered with a selector stays open until the selector selects again. */
  private static final long ENDS_WITHIN_NANOS = 300_000_000;

  private final HarmfulCloses closes;
  private final ListenerProbe probe;
  private final Reporter reporter;
  private final UnintendedCloses unintended;
  private final List<Ending> pending = new ArrayList<>();

  /**
   * @param listensAt whether this process listens at that port
   */
  ClosedListeners(
      HarmfulCloses closes, ListenerProbe probe, Reporter reporter, IntPredicate listensAt) {
    this.closes = closes;
    this.probe = probe;
    this.reporter = reporter;
    unintended = new UnintendedCloses(reporter, listensAt);
  }

  /**
   * Who closed a listener whose descriptor is closed, if that lost its clients; otherwise null.
   *
   * @param wanted whether its port is still to be watched; otherwise nothing is said of its end
   */
  @Nullable Closing harmOf(ListenerWatch watch, boolean wanted, long nowNanos) {
    Closing closing = watch.listener().closing();
    if (!wanted) {
      untold(closing);
      return null;
    }
    if (closing == null) {
      return harmOfCollector(watch, nowNanos);
    }
    if (!closing.isHarmful()) {
      unintended.add(watch.address(), closing, nowNanos);
      return null;
    }
    closes.done();
    return goesOn(watch.address(), watch.listener().identity()) ? null : closing;
  }

  /** Nothing is said of that end. The end of the JVM would wait for a report of it otherwise. */
  void untold(@Nullable Closing closing) {
    if (closing != null && closing.isHarmful()) {
      closes.done();
    }
  }

  /**
   * No close() was seen, because the JVM closes the sockets of objects that it collects past that
   * method. Nobody can have accepted since the object was dropped, so what waited at the last poll
   * is what was lost, but for clients that came later.
   */
  private @Nullable Closing harmOfCollector(ListenerWatch watch, long nowNanos) {
    Listener gone = watch.listener();
    boolean harmful = watch.lastLength() > 0 || watch.isInIncident();
    // One that accepts a single client serves nobody else: the data connection of an FTP server.
    boolean served = gone.accepted() > 1;
    if (!gone.isCollected() || !(harmful || served) || goesOn(watch.address(), gone.identity())) {
      return null;
    }
    Closing closing = Closing.byCollector(watch.lastLength(), gone.acceptor());
    if (harmful) {
      return closing;
    }
    unintended.add(watch.address(), closing, nowNanos);
    return null;
  }

  /**
   * Judges the end of a listener that no poll has watched. This poll may come before its socket is
   * closed.
   */
  void ofUnwatched(long identity, LocalAddress address, Closing closing, long nowNanos) {
    if (closing.isHarmful()) {
      pending.add(new Ending(identity, address, closing, nowNanos));
    } else {
      unintended.add(address, closing, nowNanos);
    }
  }

  void poll(long nowNanos) {
    unintended.poll(nowNanos);
    if (!pending.isEmpty()) {
      pending.removeIf(each -> isSettled(each, nowNanos));
    }
  }

  private boolean isSettled(Ending ending, long nowNanos) {
    boolean open = goesOn(ending.address, ending.identity);
    if (!open) {
      reporter.closed(ending.address, ending.closing);
    }
    boolean settled = !open || nowNanos - ending.sinceNanos > ENDS_WITHIN_NANOS;
    if (settled) {
      closes.done();
    }
    return settled;
  }

  /** Whether the socket lives on by another descriptor. */
  private boolean goesOn(LocalAddress address, long identity) {
    return identity != 0 && probe.stillListens(address.port(), identity);
  }

  private static final class Ending {
    final long identity;
    final LocalAddress address;
    final Closing closing;
    final long sinceNanos;

    Ending(long identity, LocalAddress address, Closing closing, long sinceNanos) {
      this.identity = identity;
      this.address = address;
      this.closing = closing;
      this.sinceNanos = sinceNanos;
    }
  }
}
