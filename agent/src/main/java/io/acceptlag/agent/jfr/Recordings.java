package io.acceptlag.agent.jfr;

import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.text.ForeignText;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sink that writes into flight recordings. It waits for the first one: to register events makes
 * the JVM initialise its recorder, which takes 0.2 s of CPU and 8 to 17 MiB, recording or not.
 * Until then not even the recorder's own class is loaded by us, and no other class of this package
 * is.
 *
 * <p>For the sampler's thread.
 */
public final class Recordings implements ReportSink {
  /** Whoever records has loaded and initialised it. */
  public static final String FLIGHT_RECORDER = "jdk.jfr.FlightRecorder";

  private final Predicate<String> isLoaded;
  private final Predicate<Class<?>> isInitialized;
  private final LongConsumer describeFrom;
  private final long spanWaitMillis;
  private final BiConsumer<Severity, String> notices;
  private boolean over;
  private @Nullable Class<?> flightRecorder;
  private @Nullable RecordedEvents events;

  /**
   * @param isLoaded whether the JVM has loaded the class of that name
   * @param isInitialized whether it has initialised that class
   * @param describeFrom takes the wait in milliseconds from which accepts are to be described
   * @param spanWaitMillis from which they are described in any case
   * @param notices takes sentences about recording itself
   */
  public Recordings(
      Predicate<String> isLoaded,
      Predicate<Class<?>> isInitialized,
      LongConsumer describeFrom,
      long spanWaitMillis,
      BiConsumer<Severity, String> notices) {
    this.isLoaded = isLoaded;
    this.isInitialized = isInitialized;
    this.describeFrom = describeFrom;
    this.spanWaitMillis = spanWaitMillis;
    this.notices = notices;
  }

  /**
   * To be called at each poll, where it may take its time.
   *
   * @param queues asked on a thread of the JVM's, for each recording as often as it wants
   */
  public void poll(Supplier<List<ListenerFigures>> queues) {
    if (over) {
      return;
    }
    try {
      if (events == null && hasRecorder()) {
        events = RecordedEvents.register(queues);
      }
      if (events != null) {
        describeFrom.accept(Math.min(spanWaitMillis, events.leastWaitMillis()));
      }
    } catch (Throwable e) {
      // Such as a security manager's refusal, which would come again at each poll.
      over = true;
      notices.accept(
          Severity.WARN,
          "Cannot write to flight recordings: "
              + ForeignText.message(e.toString())
              + "; acceptlag goes on without them");
    }
  }

  private boolean hasRecorder() throws ClassNotFoundException {
    if (flightRecorder == null) {
      if (!isLoaded.test(FLIGHT_RECORDER)) {
        return false;
      }
      flightRecorder = Class.forName(FLIGHT_RECORDER, false, null);
    }
    return isInitialized.test(flightRecorder) && RecordedEvents.hasRecorder();
  }

  @Override
  public void report(Report report) {
    if (events != null) {
      events.report(report);
    }
  }

  @Override
  public void slowAccept(SlowAccept accept) {
    if (events != null) {
      events.slowAccept(accept);
    }
  }

  /** Leaves nothing of ours with the JVM. To be called when nothing else is called any more. */
  public void close() {
    over = true;
    if (events != null) {
      events.close();
      events = null;
      describeFrom.accept(spanWaitMillis);
    }
  }
}
