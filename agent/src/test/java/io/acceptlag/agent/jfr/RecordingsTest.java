package io.acceptlag.agent.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.SlowAccept;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the recorder of this JVM. */
class RecordingsTest {
  private static final LocalAddress LISTENER = new LocalAddress("127.0.0.1", 8080, false);
  private static final long SPAN_WAIT_MILLIS = 200;

  private final List<String> notices = new ArrayList<>();
  private long describedFromMillis = SPAN_WAIT_MILLIS;

  private final Recordings recordings =
      new Recordings(
          name -> true,
          type -> true,
          millis -> describedFromMillis = millis,
          SPAN_WAIT_MILLIS,
          (severity, sentence) -> notices.add(severity + " " + sentence));

  @AfterEach
  void close() {
    recordings.close();
    assertEquals(List.of(), notices);
  }

  @Test
  void asksNothingOfARecorderThatNobodyHasLoaded() {
    Recordings idle =
        new Recordings(
            name -> false,
            type -> fail("asked of " + type),
            millis -> fail("described from " + millis),
            SPAN_WAIT_MILLIS,
            (severity, sentence) -> fail(sentence));
    idle.poll(List::of);
    idle.slowAccept(slowAccept(500));
    idle.close();
  }

  @Test
  void recordsWaitsFromItsOwnMinimumOn(@TempDir Path folder) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("acceptlag.AcceptWait").with("minimum", "100 ms");
      recording.start();
      recordings.poll(List::of);
      assertEquals(100, describedFromMillis);
      recordings.slowAccept(slowAccept(99));
      recordings.slowAccept(slowAccept(100));
      RecordedEvent wait = only(recording, folder);
      assertEquals(Duration.ofMillis(100), wait.getDuration("waitTime"));
      assertEquals(Thread.currentThread().getName(), wait.getThread("acceptor").getJavaName());
      assertEquals("127.0.0.1:8080", wait.getString("listener"));
      assertNull(wait.getString("address"));
      assertEquals(Integer.MIN_VALUE, wait.getInt("port"), "what is not known is not a figure");
      assertEquals(Long.MIN_VALUE, wait.getLong("incident"));
      assertTrue(wait.getInstant("arrivalTime").isBefore(wait.getStartTime()));
    }
  }

  @Test
  void theLowestMinimumCountsAndNoneWithoutARecording() {
    try (Recording some = new Recording();
        Recording more = new Recording()) {
      some.enable("acceptlag.AcceptWait").with("minimum", "1 s");
      some.start();
      recordings.poll(List::of);
      assertEquals(SPAN_WAIT_MILLIS, describedFromMillis);
      more.enable("acceptlag.AcceptWait").with("minimum", "50 ms");
      more.start();
      recordings.poll(List::of);
      assertEquals(50, describedFromMillis);
    }
    recordings.poll(List::of);
    assertEquals(SPAN_WAIT_MILLIS, describedFromMillis);
  }

  @Test
  void theQueueOfEachListenerIsRecorded(@TempDir Path folder) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("acceptlag.AcceptQueue").with("period", "endChunk");
      recording.start();
      recordings.poll(
          () -> List.of(new ListenerFigures.Builder(LISTENER).queue(3, 100).drops(7).build()));
      RecordedEvent queue = only(recording, folder);
      assertEquals(3, queue.getInt("length"));
      assertEquals(100, queue.getInt("limit"));
      assertEquals(7, queue.getLong("drops"));
      assertEquals(Long.MIN_VALUE, queue.getLong("unserved"));
    }
  }

  /** What is registered before may be missing from the file for ever. */
  @Test
  void waitsUntilARecordingRuns() {
    try (Recording recording = new Recording()) {
      assertTrue(FlightRecorder.isInitialized());
      recordings.poll(List::of);
      assertEquals(Set.of(), ourEvents());
      recording.start();
      recordings.poll(List::of);
      assertEquals(3, ourEvents().size());
    }
  }

  @Test
  void leavesNothingWithTheJvmWhenClosed() {
    try (Recording recording = new Recording()) {
      recording.start();
      recordings.poll(List::of);
      Set<String> names =
          Set.of("acceptlag.AcceptWait", "acceptlag.AcceptQueue", "acceptlag.Incident");
      assertEquals(names, ourEvents());
      recordings.close();
      assertEquals(Set.of(), ourEvents());
      recordings.poll(List::of);
      assertEquals(Set.of(), ourEvents());
      assertEquals(SPAN_WAIT_MILLIS, describedFromMillis);
    }
  }

  @Test
  void reportsARefusalOnce() {
    Recordings refused =
        new Recordings(
            name -> true,
            type -> {
              throw new SecurityException("no permission to record");
            },
            millis -> {},
            SPAN_WAIT_MILLIS,
            (severity, sentence) -> notices.add(severity + " " + sentence));
    refused.poll(List::of);
    refused.poll(List::of);
    assertEquals(
        List.of(
            "WARN Cannot write to flight recordings: java.lang.SecurityException: no permission to"
                + " record; acceptlag goes on without them"),
        notices);
    notices.clear();
  }

  private static Set<String> ourEvents() {
    return FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .map(EventType::getName)
        .filter(name -> name.startsWith("acceptlag."))
        .collect(Collectors.toSet());
  }

  private static RecordedEvent only(Recording recording, Path folder) throws Exception {
    recording.stop();
    Path file = folder.resolve("file.jfr");
    recording.dump(file);
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    events.removeIf(event -> !event.getEventType().getName().startsWith("acceptlag."));
    assertEquals(1, events.size(), events::toString);
    return events.get(0);
  }

  private static SlowAccept slowAccept(long waitMillis) {
    long reading = AcceptedReading.pack(TcpState.ESTABLISHED, 0, (int) waitMillis, 0);
    return new SlowAccept(
        LISTENER, System.nanoTime(), reading, new ClientReading(), Thread.currentThread());
  }
}
