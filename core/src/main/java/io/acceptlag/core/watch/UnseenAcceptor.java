package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FoundAcceptor;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.listener.Listener;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor of a listener: the thread whose accepts were seen. It is searched for if it was
 * stuck before the agent came, or began to see accepts, and has not accepted since; or if it
 * accepts by native code.
 */
final class UnseenAcceptor {
  /** A thread that was not found by this many searches will hardly be found by the next. */
  private static final int SEARCHES_SOON = 10;

  private final Listener listener;
  private final AcceptorProbe acceptors;
  private final Settings settings;
  private final Census census;
  private final Due due = new Due(Period.UNSEEN_ACCEPTOR);
  private final Due late = new Due(Period.LATE_JUDGEMENT);
  private int searches;
  private @Nullable WeakReference<Thread> thread;
  private @Nullable WeakReference<Object> object;
  private FoundAcceptor.@Nullable By by;
  private String where = "";

  UnseenAcceptor(Listener listener, AcceptorProbe acceptors, Settings settings, Census census) {
    this.listener = listener;
    this.acceptors = acceptors;
    this.settings = settings;
    this.census = census;
  }

  /** Called before the acceptor is sampled. */
  void look(long nowNanos) {
    if (isSeen()) {
      forget();
    } else if (found() == null && isDue(nowNanos)) {
      searches++;
      FoundAcceptor found = acceptors.find(listener.fd(), census.othersWithoutAcceptor(listener));
      Thread acceptor = found.thread();
      // The thread is the application's, and must be free to end.
      thread = acceptor == null ? null : new WeakReference<>(acceptor);
      object = found.listener() == null ? null : new WeakReference<>(found.listener());
      by = found.by();
      where = found.where();
    }
  }

  private boolean isDue(long nowNanos) {
    return searches < SEARCHES_SOON ? due.take(nowNanos) : late.take(nowNanos);
  }

  /**
   * Whether the acceptor is seen, or will be: that of a listener known from its start is, unless
   * native code has opened it.
   */
  private boolean isSeen() {
    return listener.acceptor() != null
        || (listener.hooked() && (settings.fromStart || listener.accepted() == 0));
  }

  private @Nullable Thread found() {
    WeakReference<Thread> kept = thread;
    Thread acceptor = kept == null ? null : kept.get();
    return acceptor == null || !acceptor.isAlive() ? null : acceptor;
  }

  /** Null where it is not known. */
  @Nullable Thread orSeen() {
    Thread seen = listener.acceptor();
    return seen == null ? found() : seen;
  }

  /** The application's object for the listener; null where it is not known. */
  @Nullable Object owner() {
    Object seen = listener.owner();
    WeakReference<Object> kept = object;
    return seen != null || kept == null ? seen : kept.get();
  }

  void describe(Evidence.Builder evidence) {
    FoundAcceptor.By how = by;
    // Known from its start, it was searched for only because it may be native code that accepts.
    boolean tells = found() != null || !settings.fromStart;
    if (how != null && tells && listener.acceptor() == null) {
      evidence.foundBy = how;
      evidence.foundIn = where;
    }
  }

  /** Called at each poll that is calm. */
  void forget() {
    if (by != null) {
      thread = null;
      object = null;
      by = null;
      where = "";
      searches = 0;
      due.reset();
    }
  }
}
