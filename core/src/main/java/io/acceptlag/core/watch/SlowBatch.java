package io.acceptlag.core.watch;

import io.acceptlag.core.report.SlowAccept;
import java.util.ArrayList;
import java.util.List;

/** The slow accepts of one listener in one poll, in the order in which they were published. */
final class SlowBatch {
  private final List<SlowAccept> accepts = new ArrayList<>();

  /** A field of its own, so that a poll need not fetch the list from memory. */
  private boolean empty = true;

  boolean isEmpty() {
    return empty;
  }

  void add(SlowAccept accept) {
    empty = false;
    accepts.add(accept);
  }

  /** The given moment, or the arrival of the first of them if that was earlier. */
  long earliest(long sinceNanos) {
    long earliestNanos = sinceNanos;
    for (SlowAccept accept : accepts) {
      if (accept.arrivalNanos() - earliestNanos < 0) {
        earliestNanos = accept.arrivalNanos();
      }
    }
    return earliestNanos;
  }

  void handTo(Reporter reporter, long incident) {
    if (!empty) {
      for (SlowAccept accept : accepts) {
        reporter.slowAccept(accept.in(incident));
      }
      accepts.clear();
      empty = true;
    }
  }
}
