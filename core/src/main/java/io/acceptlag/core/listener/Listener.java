package io.acceptlag.core.listener;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One listening socket of this process: what its acceptors record, and what the sampler reads. */
public final class Listener {
  /** No connection is known to have arrived yet. */
  public static final long NO_ARRIVAL = Long.MIN_VALUE;

  private final int fd;
  private final long identity;

  /** Empty while the listener is known by its descriptor only. */
  private volatile WeakReference<Object> owner;

  private volatile boolean hooked;
  private volatile boolean expected;

  /** Another descriptor of the same socket, by which it is accepted from; or -1. */
  private volatile int secondFd = -1;

  /** What the application asked for in listen(), or -1. */
  private volatile int requestedBacklog = -1;

  /** Not TCP, closed, or not among the ports wanted: then accepts are not recorded. */
  private volatile boolean ignored;

  /** Another object has been entered for the same descriptor. */
  private volatile boolean displaced;

  /** The next in the list of found listeners: the one that was entered before this. */
  @Nullable Listener foundBefore;

  private volatile Binding binding = Binding.UNSEEN;

  /** Whether the sampler has read its address. */
  private volatile boolean known;

  private volatile @Nullable Closing closing;

  private volatile boolean insideAccept;
  private volatile boolean acceptedLately;
  private volatile @Nullable Thread acceptor;
  private volatile boolean acceptorChanges;

  /** Null where nobody wants to know what becomes of accepted connections. */
  private volatile @Nullable AcceptedSample sample;

  private final AtomicLong latestArrivalNanos = new AtomicLong(NO_ARRIVAL);
  private final WaitHistogram waits = new WaitHistogram();
  private final Longest longestDelayed = new Longest();
  private final AtomicLong unmeasured = new AtomicLong();
  private final AtomicLong delayed = new AtomicLong();
  private final GoneClients goneClients = new GoneClients();
  private final AtomicLong handshakeDelayed = new AtomicLong();

  /**
   * @param owner the application's object for it; a file descriptor alone may come to mean another
   *     socket at any time. Null while no hook has seen it.
   * @param identity SO_COOKIE or inode, 0 if neither is known
   * @param sampled whether somebody wants to know what becomes of accepted connections; decided
   *     here, because the first one may be the only one
   */
  Listener(int fd, long identity, @Nullable Object owner, boolean sampled) {
    this.fd = fd;
    this.identity = identity;
    this.owner = new WeakReference<>(owner);
    hooked = owner != null;
    sample = sampled ? new AcceptedSample() : null;
  }

  public int fd() {
    return fd;
  }

  public long identity() {
    return identity;
  }

  /** The ServerSocket, channel or Netty socket; null before it is seen and once it is collected. */
  public @Nullable Object owner() {
    return owner.get();
  }

  void expectHook() {
    expected = true;
  }

  /**
   * Whether it was opened before the hook and has not accepted yet, so that the hook will see its
   * first accept.
   */
  public boolean expected() {
    return expected;
  }

  /** Whether a hook has seen it. */
  public boolean hooked() {
    return hooked;
  }

  boolean isOwnedBy(Object candidate) {
    return owner.get() == candidate;
  }

  /**
   * Another object for the same socket takes it over: a listener that was opened before the hook
   * was there, or Netty's io_uring channel, which listens by one object and accepts by another.
   */
  boolean adopt(Object candidate, long candidateIdentity) {
    if (identity == 0 || identity != candidateIdentity || displaced) {
      return false;
    }
    owner = new WeakReference<>(candidate);
    hooked = true;
    return true;
  }

  void alsoAt(int anotherFd) {
    secondFd = anotherFd;
  }

  int secondFd() {
    return secondFd;
  }

  public int requestedBacklog() {
    return requestedBacklog;
  }

  void requested(int backlog) {
    requestedBacklog = backlog;
  }

  boolean ignored() {
    return ignored;
  }

  public void ignore() {
    ignored = true;
    acceptor = null;
    binding.forgetTrace();
  }

  /** Records again, because the port is wanted after all. */
  public void heed() {
    ignored = displaced;
  }

  public boolean displaced() {
    return displaced;
  }

  /** Gives way to the socket that its descriptor stands for now. */
  void displace() {
    displaced = true;
    ignore();
  }

  /**
   * @param trace made where it was bound; null where none was made
   */
  void bound(Thread by, @Nullable Throwable trace) {
    binding = new Binding(by, ignored ? null : trace);
  }

  public Binding binding() {
    return binding;
  }

  /** To be called once the sampler knows its address. */
  public void becomesKnown() {
    known = true;
  }

  boolean known() {
    return known;
  }

  void closes(Closing by) {
    closing = by;
  }

  /** Who has closed it, or is about to; null while nobody has. */
  public @Nullable Closing closing() {
    return closing;
  }

  /** The thread that last called accept(). */
  public @Nullable Thread acceptor() {
    return acceptor;
  }

  /**
   * Whether the last call is still under way; with several acceptors this is about the last one
   * only.
   */
  public boolean insideAccept() {
    return insideAccept;
  }

  void entered(Thread thread) {
    // Written only when it changes: a store would take the cache line from the other acceptors.
    if (acceptor != thread) {
      changed(thread);
    }
    insideAccept = true;
  }

  /** accept() returns. A call that began before this listener was known is seen here first. */
  void left(Thread thread) {
    if (acceptor != thread) {
      changed(thread);
    }
    insideAccept = false;
  }

  private void changed(Thread thread) {
    if (acceptor != null && !acceptorChanges) {
      acceptorChanges = true;
    }
    acceptor = thread;
  }

  /** Whether more than one thread has accepted here. */
  public boolean acceptorChanges() {
    return acceptorChanges;
  }

  /** Some of the connections accepted; null where nobody wants them. */
  public @Nullable AcceptedSample sample() {
    return sample;
  }

  public void endSample() {
    sample = null;
  }

  void accepted(int acceptedFd, long nowNanos) {
    AcceptedSample wanted = sample;
    if (wanted != null) {
      wanted.offer(acceptedFd, nowNanos);
    }
  }

  long latestArrivalNanos() {
    return latestArrivalNanos.get();
  }

  /**
   * Takes the arrival of a connection. The latest only ever grows, because an earlier one says
   * nothing new.
   */
  void arrived(long arrivalNanos) {
    long known = latestArrivalNanos.get();
    while ((known == NO_ARRIVAL || arrivalNanos - known > 0)
        && !latestArrivalNanos.compareAndSet(known, arrivalNanos)) {
      known = latestArrivalNanos.get();
    }
  }

  public WaitHistogram waits() {
    return waits;
  }

  /** Connections taken since the listener was found, measured or not. */
  public long accepted() {
    return waits.count() + unmeasured.get();
  }

  /** Accepts whose wait could not be read. */
  public long unmeasured() {
    return unmeasured.get();
  }

  void countUnmeasured(int connections) {
    unmeasured.getAndAdd(connections);
    haveAcceptedLately();
  }

  /** An accept whose wait is known to have been shorter than one tick. */
  void countBelowTick() {
    waits.recordBelowTick();
    haveAcceptedLately();
  }

  void count(long waitMillis) {
    waits.record(waitMillis);
    haveAcceptedLately();
  }

  private void haveAcceptedLately() {
    if (!acceptedLately) {
      acceptedLately = true;
    }
  }

  /**
   * Whether any connection has been counted since this was last asked. The flag is set after
   * counting, and cleared before the count is read, so none is missed.
   */
  public boolean takeAcceptedLately() {
    boolean any = acceptedLately;
    if (any) {
      acceptedLately = false;
    }
    return any;
  }

  /** Accepts that waited warn.wait or longer. */
  public long delayed() {
    return delayed.get();
  }

  /** Accepts whose client had already left. */
  public GoneClients goneClients() {
    return goneClients;
  }

  /** Accepts whose SYN-ACK had been sent again. */
  public long handshakeDelayed() {
    return handshakeDelayed.get();
  }

  void countDelayed(long waitMillis) {
    delayed.getAndIncrement();
    longestDelayed.offer(waitMillis);
  }

  void countHandshakeDelayed() {
    handshakeDelayed.getAndIncrement();
  }

  /**
   * The longest of the delayed accepts since this was last asked, milliseconds; 0 if there were
   * none.
   */
  public long takeLongestWaitMillis() {
    return longestDelayed.take();
  }
}
