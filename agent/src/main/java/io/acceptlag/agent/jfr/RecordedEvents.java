package io.acceptlag.agent.jfr;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.Pairs;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.SlowAccept;
import java.util.List;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/** What is written into a recording: events filled from what every sink gets. */
final class RecordedEvents {
  private static final int FRAMES_MAX = 64;
  private static final int UNKNOWN_INT = Integer.MIN_VALUE;

  /** As in the JDK's own events; its tools show it as N/A. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Runnable queues;

  /** Never committed; it is asked whether such events are wanted. */
  private final AcceptWaitEvent asked = new AcceptWaitEvent();

  private RecordedEvents(Supplier<List<ListenerFigures>> figures) {
    queues = () -> figures.get().forEach(RecordedEvents::queue);
  }

  /**
   * Whether a recording runs; to register events is safe only then. While the JVM starts the first
   * one, it first opens the file and then records. Events that are registered in between are not
   * described in that file, though it has them, and its readers then skip them in all later files,
   * too. The JVM holds a lock while it starts one, and we wait for that. Initialises nothing more.
   */
  static boolean isRecording() {
    if (!FlightRecorder.isInitialized()) {
      return false;
    }
    for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
      if (recording.getState() == RecordingState.RUNNING) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param figures called on a thread of the JVM
   */
  static RecordedEvents register(Supplier<List<ListenerFigures>> figures) {
    RecordedEvents events = new RecordedEvents(figures);
    FlightRecorder.register(AcceptWaitEvent.class);
    FlightRecorder.register(AcceptQueueEvent.class);
    FlightRecorder.register(IncidentEvent.class);
    FlightRecorder.addPeriodicEvent(AcceptQueueEvent.class, events.queues);
    return events;
  }

  void close() {
    FlightRecorder.removePeriodicEvent(queues);
    FlightRecorder.unregister(AcceptQueueEvent.class);
    FlightRecorder.unregister(AcceptWaitEvent.class);
    FlightRecorder.unregister(IncidentEvent.class);
  }

  /** No running recording wants shorter waits. */
  long leastWaitMillis() {
    return asked.isEnabled() ? LeastWait.millis() : Long.MAX_VALUE;
  }

  void slowAccept(SlowAccept accept) {
    AcceptWaitEvent event = new AcceptWaitEvent();
    event.waitTime = accept.waitMillis();
    if (!event.shouldCommit()) {
      return;
    }
    event.listener = accept.listener().toString();
    event.arrivalTime = epochMillis(accept.arrivalNanos());
    event.acceptor = accept.acceptor();
    event.address = accept.peerAddress();
    event.port = known(accept.peerPort());
    event.synAckRetransmits = known(accept.synAckRetransmits());
    event.clientGone = accept.clientGone();
    event.queueLength = known(accept.queueLength());
    event.queueLimit = known(accept.queueLimit());
    event.incident = known(accept.incident());
    event.commit();
  }

  void report(Report report) {
    Trouble trouble = report.trouble();
    IncidentEvent event = new IncidentEvent();
    if (trouble == null || !event.shouldCommit()) {
      return;
    }
    if (report.subject().isListener()) {
      event.listener = report.subject().toString();
    } else {
      event.destination = report.subject().toString();
    }
    event.incident =
        trouble instanceof NumberedTrouble ? ((NumberedTrouble) trouble).id() : UNKNOWN;
    event.event = report.event().key();
    event.troubleSince = epochMillis(trouble.startNanos());
    event.troubleTime = trouble.durationMillis();
    event.ended = report.ends();
    event.message = report.sentence();
    figures(report.pairs(), event);
    diagnosis(report.diagnosis(), event);
    event.commit();
  }

  private static void figures(Pairs pairs, IncidentEvent event) {
    event.queue = pairs.text(Key.QUEUE);
    event.oldestAge = known(pairs.number(Key.OLDEST_MS));
    event.delayed = known(pairs.number(Key.DELAYED));
    event.longestWait = known(pairs.number(Key.WAIT_MAX_MS));
    event.overflows = known(pairs.number(Key.OVERFLOWS));
    event.drops = known(pairs.number(Key.DROPS));
    event.unserved = known(pairs.number(Key.UNSERVED));
    event.server = pairs.text(Key.SERVER);
    event.cause = pairs.text(Key.CAUSE);
    event.contributing = pairs.text(Key.CONTRIBUTING);
  }

  private static void diagnosis(Diagnosis diagnosis, IncidentEvent event) {
    event.advice = diagnosis.cause() == CauseId.PENDING ? null : diagnosis.advice();
    event.acceptor = diagnosis.threadName();
    event.acceptorStack = text(diagnosis.stack());
  }

  private static @Nullable String text(StackTraceElement[] stack) {
    if (stack.length == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < stack.length && i < FRAMES_MAX; i++) {
      text.append(i == 0 ? "" : "\n").append(stack[i]);
    }
    return text.toString();
  }

  private static void queue(ListenerFigures figures) {
    AcceptQueueEvent event = new AcceptQueueEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.listener = figures.listener.toString();
    event.length = known(figures.queueLength);
    event.limit = known(figures.queueLimit);
    event.oldestAge = known(figures.oldestMillis);
    event.saturatedTime = known(figures.saturatedMillis);
    event.accepted = known(figures.accepted);
    event.drops = known(figures.drops);
    event.unserved = known(figures.unserved);
    event.commit();
  }

  private static long known(long figure) {
    return figure < 0 ? UNKNOWN : figure;
  }

  private static int known(int figure) {
    return figure < 0 ? UNKNOWN_INT : figure;
  }

  /**
   * The offset is taken anew each time, because it jumps when the clock is set or the machine
   * sleeps.
   */
  private static long epochMillis(long nanoTime) {
    return System.currentTimeMillis() - (System.nanoTime() - nanoTime) / 1_000_000;
  }
}
