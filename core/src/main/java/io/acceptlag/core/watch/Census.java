package io.acceptlag.core.watch;

import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.SynQueueTracker;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.neighbour.OwnListener;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.SlowAccept;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which listeners are watched: finds them, begins to watch those that are wanted, and forgets those
 * that are gone. {@link #figures}, {@link #openFigures} and {@link #isEmpty} may be called on any
 * thread.
 */
final class Census {
  private final Listeners listeners;
  private final ListenerProbe probe;
  private final HandshakeProbe handshakes;
  private final Settings settings;
  private final NamespaceWatch namespace;
  private final Casebooks casebooks;
  private final BehindAccept behind;
  private final Reporter reporter;
  private final Consumer<ListenerWatch> forgotten;

  // Made once, not at each poll.
  private final Consumer<SlowAccepts.Slot> keepSlow = this::keepSlow;

  private IntPredicate wanted;
  private final Map<Listener, ListenerWatch> watches = new ConcurrentHashMap<>();

  /** The watches as an array: walking the map cost more than reading a listener. */
  private ListenerWatch[] inOrder = {};

  private boolean changed;

  /** Those who take the figures. It is the lock of all that other threads may ask. */
  private final Askers askers = new Askers();

  private final ClosedListeners closed;
  private final List<Listener> ignored = new ArrayList<>();
  private final Due unhookedDue = new Due(Period.UNHOOKED_LISTENERS);

  /**
   * @param forgotten is given each watch that has ended
   */
  Census(
      Listeners listeners,
      Sources sources,
      Settings settings,
      NamespaceWatch namespace,
      Casebooks casebooks,
      BehindAccept behind,
      Reporter reporter,
      Consumer<ListenerWatch> forgotten) {
    this.listeners = listeners;
    probe = sources.listeners;
    handshakes = sources.handshakes;
    this.settings = settings;
    wanted = settings.portWanted();
    this.namespace = namespace;
    this.casebooks = casebooks;
    this.behind = behind;
    this.reporter = reporter;
    this.forgotten = forgotten;
    closed = new ClosedListeners(listeners.closes(), probe, reporter, this::listensAt);
  }

  boolean isEmpty() {
    return watches.isEmpty();
  }

  /** The watches as they are now; some of those in {@link #inOrder} may be forgotten. */
  Collection<ListenerWatch> watches() {
    return watches.values();
  }

  List<OwnListener> own() {
    List<OwnListener> own = new ArrayList<>();
    for (ListenerWatch watch : watches.values()) {
      own.add(new OwnListener(watch.address(), watch.listener().identity()));
    }
    return own;
  }

  /** The watches that this poll reads. */
  ListenerWatch[] inOrder() {
    if (changed) {
      inOrder = watches.values().toArray(new ListenerWatch[0]);
      changed = false;
    }
    return inOrder;
  }

  boolean anyWaits() {
    for (ListenerWatch watch : watches.values()) {
      if (watch.published().anyWaits()) {
        return true;
      }
    }
    return false;
  }

  /** How many other listeners have had no accept() that was seen, or should have been by now. */
  int othersWithoutAcceptor(Listener listener) {
    int others = 0;
    for (ListenerWatch watch : watches.values()) {
      Listener other = watch.listener();
      boolean willBeSeen = settings.fromStart && other.hooked();
      if (other != listener && other.acceptor() == null && !willBeSeen) {
        others++;
      }
    }
    return others;
  }

  boolean listensAt(int port) {
    for (ListenerWatch watch : watches.values()) {
      if (watch.address().port() == port) {
        return true;
      }
    }
    return false;
  }

  /** The other listeners of this process that have the same port. */
  Beside beside(Listener listener, LocalAddress address) {
    return Beside.of(watches.values(), listener, address);
  }

  /**
   * Finds listeners opened before the hook was there, or past it (by native code, or because
   * another agent has taken the hook out).
   *
   * @param first whether no poll has ended yet
   */
  void enterUnhooked(long nowNanos, boolean first) {
    if (unhookedDue.take(nowNanos) || first) {
      for (int fd : probe.listening()) {
        listeners.enterUnseen(fd, probe.identity(fd), settings.fromStart && first);
      }
    }
  }

  void watchNew(long nowNanos) {
    if (wanted != settings.portWanted()) {
      wanted = settings.portWanted();
      reconsider(nowNanos);
    }
    askers.leaveOfOthers(listeners.takeOfOthers());
    for (Listener found = listeners.nextFound(); found != null; found = listeners.nextFound()) {
      try {
        watch(found, nowNanos);
      } catch (OutOfMemoryError e) {
        listeners.findAgain(found);
        throw e;
      }
    }
  }

  /** Called when the wanted ports have changed. */
  private void reconsider(long nowNanos) {
    for (ListenerWatch watch : watches.values()) {
      if (!wanted.test(watch.address().port())) {
        // If it is wanted again it is a new one: what it has counted is in the figures already.
        forget(watch, nowNanos);
      }
    }
    for (Listener listener : ignored) {
      listener.heed();
      listeners.findAgain(listener);
    }
    ignored.clear();
    unhookedDue.reset();
  }

  private void watch(Listener found, long nowNanos) {
    LocalAddress address = found.closing() == null ? probe.localAddress(found.fd()) : null;
    if (found.closing() != null) { // Then it may be another socket's address.
      forgetUnwatched(found, null, nowNanos);
      return;
    }
    if (address == null || !wanted.test(address.port())) {
      found.ignore();
      ignored.add(found);
      return;
    }
    found.becomesKnown();
    PublishedFigures published = new PublishedFigures(found, address);
    BothQueues both = casebooks.bothQueues();
    Casebook cases = casebooks.of(found, address, published, both, this);
    ListenerWatch watch =
        new ListenerWatch(
            found,
            address,
            published,
            cases,
            new SynQueueTracker(settings.thresholds.repeatNanos()),
            reporter,
            nowNanos);
    if (!watch.readFirst(probe, handshakes, nowNanos)) {
      // Its end does not name the address, if it came once the listener was known.
      forgetUnwatched(found, address, nowNanos);
      return;
    }
    if (watches.isEmpty()) {
      namespace.readForFirst(nowNanos);
    }
    watch.baseline(nowNanos, namespace.earlier(), namespace.counters());
    cases.recognise();
    watches.put(found, watch);
    behind.watch(found, address, published, both, cases::isOpen, cases::server, nowNanos);
    changed = true;
    int limit = watch.queueLimit();
    if (limit >= 0 && found.requestedBacklog() > limit) {
      reporter.backlogCapped(address, found.requestedBacklog(), limit);
    }
  }

  /** Counts what a listener accepted that was closed before any poll saw it. */
  private void forgetUnwatched(Listener gone, @Nullable LocalAddress read, long nowNanos) {
    listeners.remove(gone);
    Closing closing = gone.closing();
    LocalAddress address = closing == null || closing.address() == null ? read : closing.address();
    if (closing != null && address != null && wanted.test(address.port())) {
      askers.leave(new PublishedFigures(gone, address).takeLast());
      closed.ofUnwatched(gone.identity(), address, closing, nowNanos);
    } else {
      closed.untold(closing);
    }
  }

  void reportEnds(long nowNanos) {
    closed.poll(nowNanos);
  }

  /**
   * Forgets ignored listeners whose object the application has dropped. Until then they stay known,
   * because each accept would enter them again. (By now the descriptor may be another socket's.)
   */
  void forgetIgnored() {
    if (ignored.isEmpty()) {
      return;
    }
    for (Iterator<Listener> each = ignored.iterator(); each.hasNext(); ) {
      Listener listener = each.next();
      if (listener.owner() == null) {
        listeners.remove(listener);
        each.remove();
      }
    }
  }

  /** Gives each listener its own slow accepts. */
  void handOut(SlowAccepts slowAccepts) {
    slowAccepts.drain(keepSlow);
  }

  private void keepSlow(SlowAccepts.Slot slot) {
    Listener listener = slot.listener();
    ListenerWatch watch = listener == null ? null : watches.get(listener);
    if (watch != null) {
      watch.keepSlow(
          new SlowAccept(
              watch.address(),
              slot.acceptedNanos(),
              slot.reading(),
              slot.client(),
              slot.acceptor()));
    }
  }

  void forget(ListenerWatch watch, long nowNanos) {
    Listener gone = watch.listener();
    // Asked before the listener is removed, because that forgets its acceptor, who may be named.
    Closing harm = closed.harmOf(watch, wanted.test(watch.address().port()), nowNanos);
    listeners.remove(gone);
    behind.forget(gone);
    watch.close(harm);
    synchronized (askers) {
      // Both under one lock, or an export in between would miss it, or see it twice.
      watches.remove(gone);
      changed = true;
      askers.leave(watch.published().takeLast());
    }
    forgotten.accept(watch);
  }

  /** Whether a listener has been seen to accept, even if it was closed afterwards. */
  boolean hasAccepted() {
    for (ListenerWatch watch : watches.values()) {
      if (watch.published().hasAccepted()) {
        return true;
      }
    }
    return askers.anyAccepted();
  }

  /** The figures of all open listeners as they are now, for any number of askers. */
  List<ListenerFigures> openFigures() {
    List<ListenerFigures> figures = new ArrayList<>();
    for (ListenerWatch watch : watches.values()) {
      figures.add(watch.published().peek());
    }
    return figures;
  }

  /** The figures of all open listeners, and of those closed since the last call. */
  List<ListenerFigures> figures() {
    List<ListenerFigures> figures = new ArrayList<>();
    synchronized (askers) {
      for (ListenerWatch watch : watches.values()) {
        figures.add(watch.published().take());
      }
      figures.addAll(askers.first().takeClosed());
    }
    return figures;
  }

  /** Adds another asker, from now on. */
  Askers.Asker anotherAsker() {
    return askers.another();
  }

  List<ListenerFigures> figures(Askers.Asker asker) {
    synchronized (askers) {
      List<ListenerFigures> figures = openFigures();
      figures.addAll(asker.takeClosed());
      return figures;
    }
  }
}
