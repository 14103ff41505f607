package io.acceptlag.core.listener;

import java.lang.ref.WeakReference;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One of the descriptors of a listener's socket, and the application's object for it. They are a
 * list, latest first. Threads may change it at once without a lock: one that gets lost is added
 * again by its next accept.
 */
final class Descriptor extends WeakReference<@Nullable Object> {
  /** A bound on what is looked through; no socket is known to have half as many. */
  private static final int MAX = 16;

  final int fd;

  /** The one that was added before this. */
  private volatile @Nullable Descriptor before;

  /** Whether a thread is about to close it, or has done so. */
  private volatile boolean closing;

  /**
   * @param owner null while no hook has seen it
   */
  Descriptor(int fd, @Nullable Object owner) {
    super(owner);
    this.fd = fd;
  }

  @Nullable Descriptor before() {
    return before;
  }

  /** Puts this in front of the others, and leaves out those that mean nothing any more. */
  Descriptor inFrontOf(Descriptor others) {
    before = others;
    Descriptor last = this;
    int count = 1;
    for (Descriptor each = others; each != null; each = each.before) {
      // The object may be dropped, and the socket be open by this descriptor even so.
      boolean means = each.get() != null || (each.fd != fd && !each.closing);
      if (means && count < MAX) {
        last.before = each;
        last = each;
        count++;
      }
    }
    last.before = null;
    return this;
  }

  /** The object that was added last, of those that are still there; open ones before others. */
  @Nullable Object latestOwner() {
    Object closed = null;
    for (Descriptor each = this; each != null; each = each.before) {
      Object owner = each.get();
      if (owner != null && !each.closing) {
        return owner;
      }
      closed = closed == null ? owner : closed;
    }
    return closed;
  }

  /** Whether there are objects no more, and none was about to be closed while there were. */
  boolean areCollected() {
    for (Descriptor each = this; each != null; each = each.before) {
      if (each.fd < 0 || each.closing || each.get() != null) {
        return false;
      }
    }
    return true;
  }

  /** One of these that stands for that socket and is not that one; -1 if there is none. */
  int find(long identity, int except, IntToLongFunction identityOf) {
    for (Descriptor each = this; each != null; each = each.before) {
      if (each.fd >= 0 && each.fd != except && identityOf.applyAsLong(each.fd) == identity) {
        return each.fd;
      }
    }
    return -1;
  }

  /** One of these that is not that one, and that nobody closes; -1 if there is none. */
  int openBeside(int closed) {
    for (Descriptor each = this; each != null; each = each.before) {
      if (each.fd != closed && !each.closing) {
        return each.fd;
      }
    }
    return -1;
  }

  /** Marks that one as closed. */
  void close(int closed) {
    for (Descriptor each = this; each != null; each = each.before) {
      if (each.fd == closed) {
        each.closing = true;
      }
    }
  }
}
