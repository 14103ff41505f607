package io.acceptlag.core.watch;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.report.ClosedWords;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntPredicate;

/**
 * Listeners that were closed, while nobody waited, because their acceptor was interrupted or
 * because nothing referred to their object any more. A server that stops may do it on purpose, and
 * then ends. It is reported of a process that goes on without a listener.
 */
final class UnintendedCloses {
  private static final long GOES_ON_NANOS = 2_000_000_000L;
  private static final int MAX = 16;

  private final Reporter reporter;
  private final IntPredicate listensAt;
  private final Deque<Closed> waiting = new ArrayDeque<>();

  /**
   * @param listensAt whether this process listens at that port
   */
  UnintendedCloses(Reporter reporter, IntPredicate listensAt) {
    this.reporter = reporter;
    this.listensAt = listensAt;
  }

  void add(LocalAddress address, Closing closing, long nowNanos) {
    if (waiting.size() < MAX && (closing.byCollector() || ClosedWords.isByAccept(closing))) {
      waiting.add(new Closed(address, closing, nowNanos));
    }
  }

  void poll(long nowNanos) {
    while (!waiting.isEmpty() && nowNanos - waiting.peek().sinceNanos >= GOES_ON_NANOS) {
      Closed next = waiting.remove();
      if (!listensAt.test(next.address.port())) {
        reporter.closed(next.address, next.closing);
      }
    }
  }

  private static final class Closed {
    final LocalAddress address;
    final Closing closing;
    final long sinceNanos;

    Closed(LocalAddress address, Closing closing, long sinceNanos) {
      this.address = address;
      this.closing = closing;
      this.sinceNanos = sinceNanos;
    }
  }
}
