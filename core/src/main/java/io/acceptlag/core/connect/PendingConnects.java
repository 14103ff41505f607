package io.acceptlag.core.connect;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Connects that have begun and not ended, by file descriptor: where to, and since when. A connect
 * costs a few array accesses and no memory. An entry whose descriptor was closed meanwhile is found
 * by checking what the descriptor stands for now.
 */
public final class PendingConnects {
  public static final long NONE = 0;

  private static final int PAGE_BITS = 10;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGES = 1024;

  // Longs of an entry. The begin is written last.
  private static final int BEGIN = 0;
  private static final int HIGH = 1;
  private static final int LOW = 2;
  private static final int PORT = 3;
  private static final int LONGS = 4;
  private static final long IPV6 = 1L << 32;

  private final AtomicReferenceArray<@Nullable AtomicLongArray> pages =
      new AtomicReferenceArray<>(PAGES);

  /** Enters a connect in place of an earlier one of this descriptor. */
  void begin(int fd, long high, long low, int port, boolean ipv6, long nowNanos) {
    AtomicLongArray page = pageOf(fd, true);
    if (page == null) {
      return;
    }
    int at = at(fd);
    page.set(at + BEGIN, NONE);
    page.set(at + HIGH, high);
    page.set(at + LOW, low);
    page.set(at + PORT, port | (ipv6 ? IPV6 : 0));
    page.set(at + BEGIN, nowNanos == NONE ? 1 : nowNanos);
  }

  /** When the connect of this descriptor began; {@link #NONE} if there is none. */
  long beginNanos(int fd) {
    return get(fd, BEGIN);
  }

  long high(int fd) {
    return get(fd, HIGH);
  }

  long low(int fd) {
    return get(fd, LOW);
  }

  int port(int fd) {
    return (int) get(fd, PORT);
  }

  boolean ipv6(int fd) {
    return (get(fd, PORT) & IPV6) != 0;
  }

  /** Where it goes, as an object. */
  Endpoint endpoint(int fd) {
    return new Endpoint(high(fd), low(fd), port(fd), ipv6(fd));
  }

  /** Removes the connect that began then; whether it was still there. */
  boolean end(int fd, long beginNanos) {
    AtomicLongArray page = pageOf(fd, false);
    return page != null && page.compareAndSet(at(fd) + BEGIN, beginNanos, NONE);
  }

  /** One more than the highest descriptor that may have an entry. */
  int bound() {
    for (int i = PAGES - 1; i >= 0; i--) {
      if (pages.get(i) != null) {
        return (i + 1) << PAGE_BITS;
      }
    }
    return 0;
  }

  private long get(int fd, int what) {
    AtomicLongArray page = pageOf(fd, false);
    return page == null ? NONE : page.get(at(fd) + what);
  }

  private static int at(int fd) {
    return LONGS * (fd & (PAGE_SIZE - 1));
  }

  private @Nullable AtomicLongArray pageOf(int fd, boolean make) {
    int index = fd >>> PAGE_BITS;
    if (index >= PAGES) {
      return null;
    }
    AtomicLongArray page = pages.get(index);
    if (page == null && make) {
      pages.compareAndSet(index, null, new AtomicLongArray(LONGS * PAGE_SIZE));
      page = pages.get(index);
    }
    return page;
  }
}
