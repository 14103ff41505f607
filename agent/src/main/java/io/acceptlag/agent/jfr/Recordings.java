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
 * The sink that writes into flight recordings. It waits for the first one. Registering events makes
 * the JVM initialise its recorder, which takes 0.2 s of CPU and 8 to 17 MiB, recording or not.
 * Until then we load neither the recorder's class nor any other class of this package.
 *
 * <p>For the sampler's thread.
 */
public final class Recordings implements ReportSink {
  /** A JVM that records has loaded and initialised this class. */
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
   * @param spanWaitMillis the wait from which they are described in any case
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
   * Called at each poll, at a place where it may take longer.
   *
   * @param queues called on a thread of the JVM, as often as each recording wants
   */
  public void poll(Supplier<List<ListenerFigures>> queues) {
    if (over) {
      return;
    }
    try {
      if (events == null && isRecording()) {
        register(queues);
      }
      if (events != null) {
        describeFrom.accept(Math.min(spanWaitMillis, events.leastWaitMillis()));
      }
    } catch (Throwable e) {
      // For example a security manager's refusal, which would come again at each poll.
      over = true;
      notices.accept(
          Severity.WARN,
          "Cannot write to flight recordings: "
              + ForeignText.message(e.toString())
              + "; acceptlag goes on without them");
    }
  }

  /** Takes it back if the recording has ended meanwhile, for it takes some 30 ms. */
  private void register(Supplier<List<ListenerFigures>> queues) {
    RecordedEvents registered = RecordedEvents.register(queues);
    events = registered;
    if (!RecordedEvents.isRecording()) {
      registered.close();
      events = null;
    }
  }

  private boolean isRecording() throws ClassNotFoundException {
    if (flightRecorder == null) {
      if (!isLoaded.test(FLIGHT_RECORDER)) {
        return false;
      }
      flightRecorder = Class.forName(FLIGHT_RECORDER, false, null);
    }
    return isInitialized.test(flightRecorder) && RecordedEvents.isRecording();
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

  /** Unregisters everything from the JVM. Call it last. */
  public void close() {
    over = true;
    if (events != null) {
      events.close();
      events = null;
      describeFrom.accept(spanWaitMillis);
    }
  }
}
