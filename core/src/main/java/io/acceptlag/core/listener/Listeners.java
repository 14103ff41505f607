package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicInteger;
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
   * A list linked through the listeners themselves, because there may be no memory for more. A
   * listener in the table but not in this list would never be watched.
   */
  private final AtomicReference<@Nullable Listener> found = new AtomicReference<>();

  /**
   * One more than the greatest descriptor that may have been entered. Those of most listeners are
   * low, so this is less to look through at each listen() than the slots of a page.
   */
  private final AtomicInteger end = new AtomicInteger();

  /** Accepts of listeners that are not known any more, until they are taken. */
  private final AtomicInteger ofOthers = new AtomicInteger();

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

  /**
   * The listener with this descriptor and object; null if the descriptor stands for something else.
   */
  @Nullable Listener find(int fd, Object owner) {
    Listener listener = at(fd);
    return listener != null && listener.isOwnedBy(owner) ? listener : null;
  }

  /** Finds or enters it. Several acceptors may call at once; all get the same one. */
  @Nullable Listener enter(int fd, Object owner, long identity) {
    AtomicReferenceArray<@Nullable Listener> page = pageOf(fd);
    if (page == null) {
      return null;
    }
    int slot = fd & (PAGE_SIZE - 1);
    Listener same = known(identity, null);
    Listener entered =
        same != null && same.adopt(owner, fd, identity)
            ? same
            : new Listener(fd, identity, owner, sampled);
    while (true) {
      Listener present = page.get(slot);
      if (present != null && (present.isOwnedBy(owner) || present.adopt(owner, fd, identity))) {
        return present;
      }
      if (page.compareAndSet(slot, present, entered)) {
        if (present != null && present.descriptors().openBeside(fd) < 0) {
          present.displace();
        }
        if (entered != same) {
          findAgain(entered);
        }
        return entered;
      }
    }
  }

  /**
   * The listener of that socket, by whichever descriptor: System.inheritedChannel() duplicates
   * standard input, and native code may duplicate any.
   *
   * @param except is not looked for
   */
  private @Nullable Listener known(long identity, @Nullable Listener except) {
    int used = identity == 0 ? 0 : end.get();
    for (int start = 0; start < used; start += PAGE_SIZE) {
      AtomicReferenceArray<@Nullable Listener> page = pages.get(start >>> PAGE_BITS);
      if (page == null) {
        // One listener with a high descriptor leaves many such pages before its own.
        continue;
      }
      int slots = Math.min(PAGE_SIZE, used - start);
      for (int slot = 0; slot < slots; slot++) {
        Listener listener = page.get(slot);
        if (listener != null
            && listener != except
            && listener.identity() == identity
            && !listener.displaced()) {
          return listener;
        }
      }
    }
    return null;
  }

  /**
   * Enters a listener that no hook has seen, unless its descriptor or its socket has one already.
   *
   * @param opensNow whether it was opened a moment ago, before the hook, so that the hook will see
   *     its first accept
   */
  public void enterUnseen(int fd, long identity, boolean opensNow) {
    // 0 where it was closed since it was found: whatever has its descriptor next is another one.
    if (identity == 0 || known(identity, null) != null) {
      return;
    }
    AtomicReferenceArray<@Nullable Listener> page = pageOf(fd);
    Listener entered = new Listener(fd, identity, null, sampled);
    if (opensNow) {
      entered.expectHook();
    }
    int slot = fd & (PAGE_SIZE - 1);
    Listener present = page == null ? null : page.get(slot);
    // One that has gone on by another descriptor may still be here.
    boolean free = present == null || present.fd() != fd;
    if (page != null && free && page.compareAndSet(slot, present, entered)) {
      findAgain(entered);
    }
  }

  /** The next listener that was entered since this was last asked; null if there is none. */
  public @Nullable Listener nextFound() {
    Listener first;
    do {
      first = takeFound();
    } while (first != null && isTwin(first));
    return first;
  }

  private @Nullable Listener takeFound() {
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

  /**
   * Whether its socket has another listener, because two threads have entered two descriptors of it
   * at the same moment. Then this one is dropped: what it has counted goes over, and its next
   * accept finds the other.
   */
  private boolean isTwin(Listener listener) {
    Listener other = listener.displaced() ? null : known(listener.identity(), listener);
    if (other == null) {
      return false;
    }
    remove(listener);
    other.countUnmeasured((int) listener.accepted());
    return true;
  }

  void countOfOthers(int connections) {
    ofOthers.addAndGet(connections);
  }

  /** How many connections were accepted by listeners that were closed before they were known. */
  public int takeOfOthers() {
    return ofOthers.get() == 0 ? 0 : ofOthers.getAndSet(0);
  }

  /** Makes {@link #nextFound} return it, even if it has done so before. */
  public void findAgain(Listener listener) {
    Listener first;
    do {
      first = found.get();
      listener.foundBefore = first;
    } while (!found.compareAndSet(first, listener));
  }

  /**
   * Forgets a closed listener. If the next owner of its descriptor is already entered, that stays.
   */
  public void remove(Listener closed) {
    Descriptor all = closed.descriptors();
    closed.displace();
    remove(closed, closed.fd());
    for (Descriptor each = all; each != null; each = each.before()) {
      // If it accepts by that descriptor again, the accept enters it again.
      remove(closed, each.fd);
    }
  }

  private void remove(Listener closed, int fd) {
    AtomicReferenceArray<@Nullable Listener> page = pageOf(fd);
    if (page != null) {
      page.compareAndSet(fd & (PAGE_SIZE - 1), closed, null);
    }
  }

  /** The listener that had this descriptor last; null if there is none. */
  @Nullable Listener at(int fd) {
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
    reach(fd);
    return page;
  }

  private void reach(int fd) {
    int reached = end.get();
    while (reached <= fd && !end.compareAndSet(reached, fd + 1)) {
      reached = end.get();
    }
  }
}
