package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** One listening socket of this process: what its acceptors record, and what the sampler reads. */
public final class Listener extends CountedAccepts {
  /** No connection is known to have arrived yet. */
  public static final long NO_ARRIVAL = Long.MIN_VALUE;

  /** The objects of the descriptors of a listener that has none any more. */
  private static final Descriptor NONE = new Descriptor(-1, null);

  private final long identity;

  /** By which it is read. */
  private volatile int fd;

  /** Without an object while the listener is known by its descriptor only. */
  private volatile Descriptor descriptors;

  /** Those that it had until it was displaced: its end is still to be explained. */
  private volatile Descriptor former = NONE;

  private volatile boolean hooked;
  private volatile boolean expected;

  /** What the application asked for in listen(), or -1. */
  private volatile int requestedBacklog = -1;

  /** Not TCP, closed, or not among the ports wanted: then accepts are not recorded. */
  private volatile boolean ignored;

  /** It is forgotten, or another object has been entered for the same descriptor. */
  private volatile boolean displaced;

  /** The next in the list of found listeners: the one that was entered before this. */
  @Nullable Listener foundBefore;

  private volatile Binding binding = Binding.UNSEEN;

  /** Whether the sampler has read its address. */
  private volatile boolean known;

  private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();

  private volatile boolean insideAccept;
  private volatile @Nullable Thread acceptor;
  private volatile boolean acceptorChanges;

  /** Null where nobody wants to know what becomes of accepted connections. */
  private volatile @Nullable AcceptedSample sample;

  private final AtomicLong latestArrivalNanos = new AtomicLong(NO_ARRIVAL);

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
    descriptors = new Descriptor(fd, owner);
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
    return (displaced ? former : descriptors).latestOwner();
  }

  /**
   * Whether its objects are gone, and nobody was seen to close one: then the JVM closes the socket,
   * by a finalizer or a cleaner.
   */
  public boolean isCollected() {
    return hooked && (displaced ? former : descriptors).areCollected();
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
    for (Descriptor each = descriptors; each != null; each = each.before()) {
      if (each.get() == candidate) {
        return true;
      }
    }
    return false;
  }

  /**
   * Another object or descriptor of the same socket shares it: of a listener that was opened before
   * the hook was there, of Netty's io_uring channel, which listens by one object and accepts by
   * another, or a duplicate.
   */
  boolean adopt(Object candidate, int candidateFd, long candidateIdentity) {
    if (identity == 0 || identity != candidateIdentity || displaced) {
      return false;
    }
    descriptors = new Descriptor(candidateFd, candidate).inFrontOf(descriptors);
    hooked = true;
    if (displaced) {
      // Meanwhile.
      descriptors = NONE;
    }
    return !displaced;
  }

  Descriptor descriptors() {
    return descriptors;
  }

  /** From now on it is read by that one of its descriptors. */
  void readBy(int openFd) {
    fd = openFd;
  }

  /**
   * After its descriptor has turned out to be closed: reads it by another one from now on. False if
   * there is none.
   *
   * @param identityOf the socket that a descriptor stands for
   */
  public boolean goesOn(IntToLongFunction identityOf) {
    int other = identity == 0 ? -1 : descriptors.find(identity, fd, identityOf);
    if (other >= 0) {
      fd = other;
    }
    return other >= 0;
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

  /** Gives way to the socket that its descriptor stands for now, and is not recorded any more. */
  void displace() {
    if (!displaced) {
      former = descriptors;
      displaced = true;
    }
    descriptors = NONE;
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

  /** False if another thread closes it as well, and was first. */
  boolean closes(Closing by) {
    return closing.compareAndSet(null, by);
  }

  /** Who has closed it, or is about to; null while nobody has. */
  public @Nullable Closing closing() {
    return closing.get();
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
}
