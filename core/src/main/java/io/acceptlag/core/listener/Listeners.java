package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of this process by file descriptor. Looking one up is two array reads: no hash, no
 * lock. Pages are made once and never moved, so a reader cannot miss an entry while the table
 * grows.
 */
public final class Listeners {
  private static final int PAGE_BITS = 10;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  // Descriptors are given out lowest first, so this is reached with four million of them open.
  private static final int PAGES = 4096;

  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Listener>> pages =
      new AtomicReferenceArray<>(PAGES);

  /**
   * Linked by themselves: to enter one takes no memory but its own, and there may be no more. What
   * is in the table and not in here would never be watched.
   */
  private final AtomicReference<@Nullable Listener> found = new AtomicReference<>();

  /** Whether a listener was ever found that no hook had seen. */
  private volatile boolean anyUnseen;

  private final boolean sampled;
  private final HarmfulCloses closes;

  public Listeners() {
    this(false);
  }

  public Listeners(boolean sampled) {
    this(sampled, new HarmfulCloses(() -> {}));
  }

  /**
   * @param sampled whether each listener keeps some of the connections accepted for the sampler
   * @param closes takes those that are closed while clients wait
   */
  public Listeners(boolean sampled, HarmfulCloses closes) {
    this.sampled = sampled;
    this.closes = closes;
  }

  /** Those that were closed while clients waited, until it is reported. */
  public HarmfulCloses closes() {
    return closes;
  }

  /** Null when that descriptor does not stand for that object. */
  @Nullable Listener find(int fd, Object owner) {
    Listener listener = at(fd);
    return listener != null && listener.isOwnedBy(owner) ? listener : null;
  }

  /** One that no hook has seen yet; null when there is none at that descriptor. */
  @Nullable Listener unseen(int fd) {
    Listener listener = at(fd);
    return listener != null && !listener.hooked() ? listener : null;
  }

  /** Finds or enters it. Several acceptors may call at once; all get the same one. */
  @Nullable Listener enter(int fd, Object owner, long identity) {
    AtomicReferenceArray<@Nullable Listener> page = pageOf(fd);
    if (page == null) {
      return null;
    }
    int slot = fd & (PAGE_SIZE - 1);
    Listener same = identity == 0 ? null : unhooked(identity);
    Listener entered = same == null ? new Listener(fd, identity, owner, sampled) : same;
    while (true) {
      Listener present = page.get(slot);
      if (present != null && (present.isOwnedBy(owner) || present.adopt(owner, identity))) {
        return present;
      }
      if (page.compareAndSet(slot, present, entered)) {
        if (present != null) {
          present.displace();
        }
        if (entered == same && same.adopt(owner, identity)) {
          same.alsoAt(fd);
        } else {
          findAgain(entered);
        }
        return entered;
      }
    }
  }

  /**
   * The listener that no hook has seen yet, whose socket is that one: a descriptor may be a
   * duplicate of another, as System.inheritedChannel() makes one of standard input.
   */
  private @Nullable Listener unhooked(long identity) {
    Listener same = anyUnseen ? known(identity) : null;
    return same == null || same.hooked() ? null : same;
  }

  private @Nullable Listener known(long identity) {
    for (int i = 0; i < PAGES; i++) {
      AtomicReferenceArray<@Nullable Listener> page = pages.get(i);
      for (int slot = 0; page != null && slot < PAGE_SIZE; slot++) {
        Listener listener = page.get(slot);
        if (listener != null && listener.identity() == identity && !listener.displaced()) {
          return listener;
        }
      }
    }
    return null;
  }

  /**
   * Enters a listener that no hook has seen, unless there is one for its descriptor, or its socket.
   *
   * @param opensNow it was opened a moment ago, too early for the hook, so that a hook will see its
   *     first accept
   */
  public void enterUnseen(int fd, long identity, boolean opensNow) {
    if (identity != 0 && known(identity) != null) {
      return;
    }
    AtomicReferenceArray<@Nullable Listener> page = pageOf(fd);
    anyUnseen = true;
    Listener entered = new Listener(fd, identity, null, sampled);
    if (opensNow) {
      entered.expectHook();
    }
    if (page != null && page.compareAndSet(fd & (PAGE_SIZE - 1), null, entered)) {
      findAgain(entered);
    }
  }

  /** Those entered since this was last asked, one at a time; null when there are no more. */
  public @Nullable Listener nextFound() {
    Listener first;
    do {
      first = found.get();
      if (first == null) {
        return null;
      }
    } while (!found.compareAndSet(first, first.foundBefore));
    first.foundBefore = null;
    return first;
  }

  /** Lets {@link #nextFound} return it, once more if it has done so already. */
  public void findAgain(Listener listener) {
    Listener first;
    do {
      first = found.get();
      listener.foundBefore = first;
    } while (!found.compareAndSet(first, listener));
  }

  /** Forgets a listener that is closed; its descriptor's next owner, if already entered, stays. */
  public void remove(Listener closed) {
    closed.ignore();
    remove(closed, closed.fd());
    if (closed.secondFd() >= 0) {
      // Its next accept enters it once more.
      remove(closed, closed.secondFd());
    }
  }

  private void remove(Listener closed, int fd) {
    AtomicReferenceArray<@Nullable Listener> page = pageOf(fd);
    if (page != null) {
      page.compareAndSet(fd & (PAGE_SIZE - 1), closed, null);
    }
  }

  private @Nullable Listener at(int fd) {
    int index = fd >>> PAGE_BITS;
    if (index >= PAGES) {
      return null;
    }
    AtomicReferenceArray<@Nullable Listener> page = pages.get(index);
    return page == null ? null : page.get(fd & (PAGE_SIZE - 1));
  }

  private @Nullable AtomicReferenceArray<@Nullable Listener> pageOf(int fd) {
    int index = fd >>> PAGE_BITS;
    if (index >= PAGES) {
      return null;
    }
    AtomicReferenceArray<@Nullable Listener> page = pages.get(index);
    if (page == null) {
      pages.compareAndSet(index, null, new AtomicReferenceArray<>(PAGE_SIZE));
      page = pages.get(index);
    }
    return page;
  }
}
