package io.acceptlag.it;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of the waits at one port, to be compared with what the agent tells.
 *
 * @param where for messages: whose port it is
 * @param connections those that waited longer than {@code warn.wait}
 * @param longestAtLeast the longest wait was at least this
 * @param longestAtMost and at most this
 */
record MeasuredWaits(
    String where, int port, int connections, Duration longestAtLeast, Duration longestAtMost) {
  /** The kernel's clock ticks at 100 Hz or faster. */
  private static final long TICK_MILLIS = 10;

  /** Waits until the incidents of all of them have ended, but no longer than the bound. */
  static void awaitRecovery(AgentJvm jvm, List<MeasuredWaits> ports, Duration bound)
      throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    for (MeasuredWaits port : ports) {
      AtomicLong delayed = new AtomicLong();
      jvm.stderr()
          .await(
              line ->
                  LogLine.parse(line)
                      .filter(port::endsIncident)
                      .filter(end -> delayed.addAndGet(end.number("delayed")) >= port.connections),
              Duration.ofNanos(deadline - System.nanoTime()));
    }
  }

  /** Call when the JVM has ended, so that what is counted twice is seen. */
  void assertTold(AgentJvm jvm) {
    List<LogLine> told = jvm.log().stream().filter(line -> line.isOf(port)).toList();
    if (told.stream().noneMatch(line -> line.is("slow") && line.level().equals("WARN"))) {
      throw jvm.failure(where + ": no WARN with event=slow for port " + port);
    }
    List<LogLine> ends = told.stream().filter(this::endsIncident).toList();
    long delayed = ends.stream().mapToLong(line -> line.number("delayed")).sum();
    if (delayed != connections) {
      throw jvm.failure(
          "%s: %d connections to port %d waited; delayed= says %d"
              .formatted(where, connections, port, delayed));
    }
    long longest = ends.stream().mapToLong(line -> line.number("wait_max_ms")).max().orElse(-1);
    if (longest < longestAtLeast.toMillis() - TICK_MILLIS
        || longest > longestAtMost.toMillis() + TICK_MILLIS) {
      throw jvm.failure(
          "%s: the longest wait at port %d was %d to %d ms; wait_max_ms= says %d"
              .formatted(
                  where, port, longestAtLeast.toMillis(), longestAtMost.toMillis(), longest));
    }
  }

  private boolean endsIncident(LogLine line) {
    return line.is("recovered") && line.isOf(port);
  }
}
