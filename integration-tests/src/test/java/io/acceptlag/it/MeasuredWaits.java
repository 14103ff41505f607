package io.acceptlag.it;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of the waits at one listener, to be compared with what the agent tells under {@link
 * #AGENT_ARGS}.
 *
 * @param where for messages: whose listener it is
 * @param listener its address as the agent writes it
 * @param held connections that waited while the JVM stood still
 * @param longestAtLeast the longest of these waits was at least this
 * @param longestAtMost and at most this
 * @param prompt how long one earlier connection took from connect to answer; on a busy machine it
 *     may have waited as well
 */
record MeasuredWaits(
    String where,
    String listener,
    int held,
    Duration longestAtLeast,
    Duration longestAtMost,
    Duration prompt) {
  static final String AGENT_ARGS = "log=stderr,warn.wait=200ms";

  private static final Duration WARN_WAIT = Duration.ofMillis(200);

  /** The kernel's clock ticks at 100 Hz or faster. */
  private static final long TICK_MILLIS = 10;

  /** Waits until the incidents of all of them have ended, but no longer than the bound. */
  static void awaitRecovery(AgentJvm jvm, List<MeasuredWaits> listeners, Duration bound)
      throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    for (MeasuredWaits listener : listeners) {
      AtomicLong delayed = new AtomicLong();
      jvm.stderr()
          .await(
              line ->
                  LogLine.parse(line)
                      .filter(listener::endsIncident)
                      .filter(end -> delayed.addAndGet(end.number("delayed")) >= listener.held),
              Duration.ofNanos(deadline - System.nanoTime()));
    }
  }

  /** Call when the JVM has ended, so that what is counted twice is seen. */
  void assertTold(AgentJvm jvm) {
    List<LogLine> told = jvm.log().stream().filter(this::isTheirs).toList();
    if (told.stream().noneMatch(line -> line.is("slow") && line.level().equals("WARN"))) {
      throw jvm.failure(where + ": no WARN with event=slow for listener " + listener);
    }
    List<LogLine> ends = told.stream().filter(this::endsIncident).toList();
    long delayed = ends.stream().mapToLong(line -> line.number("delayed")).sum();
    if (delayed < held || delayed > delayedAtMost()) {
      throw jvm.failure(
          "%s: %d to %d connections to %s waited; delayed= says %d"
              .formatted(where, held, delayedAtMost(), listener, delayed));
    }
    long longest = ends.stream().mapToLong(line -> line.number("wait_max_ms")).max().orElse(-1);
    long most = Math.max(longestAtMost.toMillis(), prompt.toMillis());
    if (longest < longestAtLeast.toMillis() - TICK_MILLIS || longest > most + TICK_MILLIS) {
      throw jvm.failure(
          "%s: the longest wait at %s was %d to %d ms; wait_max_ms= says %d"
              .formatted(where, listener, longestAtLeast.toMillis(), most, longest));
    }
  }

  boolean isTheirs(LogLine line) {
    return listener.equals(line.values().get("listener"));
  }

  private int delayedAtMost() {
    return prompt.plusMillis(TICK_MILLIS).compareTo(WARN_WAIT) < 0 ? held : held + 1;
  }

  private boolean endsIncident(LogLine line) {
    return line.is("recovered") && isTheirs(line);
  }
}
