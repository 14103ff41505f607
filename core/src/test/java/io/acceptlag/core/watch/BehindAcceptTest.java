package io.acceptlag.core.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.handshake.HalfOpen;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.server.ServerIdentity;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.core.unserved.UnreadReading;
import io.acceptlag.core.unserved.UnservedCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way from samples of accepted connections to lines. */
class BehindAcceptTest implements AcceptProbe, HandshakeProbe {
  private static final long MILLIS = 1_000_000;
  private static final LocalAddress ADDRESS = new LocalAddress("0.0.0.0", 8080, false);

  private final List<String> lines = new ArrayList<>();
  private final ScriptedConnections kernel = new ScriptedConnections();
  private final ScriptedThreads threads = new ScriptedThreads();
  private final Listeners listeners = new Listeners(true);
  private final AcceptRecorder recorder =
      new AcceptRecorder(listeners, this, new SlowAccepts(2), 1, 1000, 1000);
  private final Listener listener;
  private final PublishedFigures published;
  private long warnNanos = 2_000 * MILLIS;
  private @Nullable BehindAccept behind;
  private boolean waitsToo;
  private long repeatMillis = 30_000;
  private long nowMillis = 1_000_000;
  private long incidents = 6;
  private final BothQueues both = new BothQueues(() -> ++incidents);

  BehindAcceptTest() {
    recorder.listening(this, 3, 100);
    recorder.entered(this, 3);
    listener = listeners.nextFound();
    assertNotNull(listener);
    published = new PublishedFigures(listener, ADDRESS);
  }

  @Test
  void opensGoesOnAndRecovers() {
    accept(3);
    poll(2_000);
    assertEquals(List.of(), lines);
    kernel.left = 1;
    poll(400);
    assertEquals(
        List.of(
            "WARN 0.0.0.0:8080 accepts and does not serve: 412 connections unread for up to 2.3 s;"
                + " 300 clients have closed their side; 38 kept connections hold unread data for over"
                + " 2.0 s. Thread \"acceptor\" waits for further connections. Which threads should"
                + " read them is not seen. The cause is not known yet. | listener=0.0.0.0:8080 event=unserved incident=7"
                + " unserved=412 oldest_ms=2300 left=300 kept_unread=38 unanswered=5 cause=pending"),
        lines);
    assertEquals(412, published.take().unserved);
    assertEquals(Map.of(), published.take().incidentsByCause);
    poll(2_000);
    assertEquals(2, lines.size());
    lines.clear();
    poll(28_000);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("for up to 32.1 s"), lines.get(0));
    lines.clear();
    kernel.read = true;
    poll(1_500);
    assertEquals(
        List.of(
            "INFO 0.0.0.0:8080 serves again after 32.4 s: up to 412 connections at once held data"
                + " that nobody had read, the longest for 32.4 s | listener=0.0.0.0:8080"
                + " event=recovered incident=7 duration_ms=32400 unserved=412 oldest_ms=32400"
                + " cause=unknown"),
        lines);
    assertEquals(0, published.take().unserved);
    assertEquals(Map.of(CauseId.UNKNOWN, 1L), published.take().incidentsByCause);
    assertEquals(3, published.take().firstReads[8]);
  }

  @Test
  void aCauseThatShowsTwiceIsInTheFirstLine() {
    threads.serving = busyPool();
    accept(3);
    poll(2_300);
    assertEquals(1, lines.size());
    assertTrue(
        lines.get(0).contains("Thread \"exec\" is in Dao.load, asleep. Find out why"),
        lines.get(0));
    assertTrue(lines.get(0).endsWith(" cause=worker_pool_exhausted"), lines.get(0));
    assertArrayEquals(new int[] {10, 11, 12}, threads.unread);
    kernel.read = true;
    poll(1_500);
    assertEquals(Map.of(CauseId.WORKER_POOL_EXHAUSTED, 1L), published.take().incidentsByCause);
  }

  /** If no new ones come, the sample would run empty while many are still unread. */
  @Test
  void othersTakeThePlacesOfThoseThatWereRead() {
    threads.serving = busyPool();
    kernel.longest = new int[] {20, 21};
    accept(3);
    poll(4_000);
    assertArrayEquals(new int[] {10, 11, 12, 20, 21}, threads.unread);
  }

  @Test
  void noneOfAnotherListenerTakesAPlace() {
    threads.serving = busyPool();
    kernel.longest = new int[] {20, 21};
    kernel.shared = true;
    accept(3);
    poll(4_000);
    assertArrayEquals(new int[] {10, 11, 12}, threads.unread);
  }

  @Test
  void aCauseThatComesLaterIsALineOfItsOwn() {
    accept(3);
    poll(2_400);
    assertTrue(lines.get(0).endsWith(" cause=pending"), lines.toString());
    threads.serving = busyPool();
    poll(300);
    assertEquals(2, lines.size());
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "WARN 0.0.0.0:8080 accepts and does not serve, and the cause is known now. Thread"
                    + " \"exec\" is in Dao.load, asleep."),
        lines.get(1));
    assertTrue(lines.get(1).contains(" event=cause incident=7 "), lines.get(1));
  }

  @Test
  void reportsACauseThatDoesNotShowAsUnknown() {
    accept(3);
    poll(4_000);
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).contains("does not show the cause. "), lines.get(1));
    assertTrue(lines.get(1).endsWith(" cause=unknown"), lines.get(1));
  }

  /** However often a sample finds it at work: the oldest is not read for another reason. */
  @Test
  void anAcceptorThatGoesOnIsNotCalledBlocked() {
    threads.acceptor =
        new StackTraceElement[] {
          new StackTraceElement("java.lang.Thread", "sleep", null, -2),
          new StackTraceElement("com.acme.Limiter", "acquire", null, -1),
        };
    accept(3);
    for (int i = 0; i < 14; i++) {
      poll(300);
      recorder.accepted(this, 3, 50 + i, Listener.NO_ARRIVAL, nowMillis * MILLIS);
    }
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(1).endsWith(" cause=unknown"), lines.get(1));
    poll(10_000);
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.get(2).endsWith(" cause=accept_thread_blocked"), lines.get(2));
  }

  private static Serving busyPool() {
    StackTraceElement[] stack = {
      new StackTraceElement("java.lang.Thread", "sleep", null, -2),
      new StackTraceElement("com.acme.Dao", "load", null, -1)
    };
    AcceptorSample worker =
        new AcceptorSample(
            "exec", Thread.State.TIMED_WAITING, stack, null, null, new StackTraceElement[0]);
    return new Serving.Builder().pool(List.of(worker), 1, 1, 5).build();
  }

  @Test
  void aCountThatIsCutOrSharedSaysSo() {
    kernel.complete = false;
    kernel.shared = true;
    accept(1);
    poll(2_300);
    assertTrue(
        lines.get(0).contains(": at least 412 connections of port 8080 unread for"), lines.get(0));
    assertEquals(-1, published.take().unserved);
  }

  @Test
  void withoutACountItSaysWhatTheSampleShows() {
    kernel.counts = false;
    accept(1);
    poll(2_300);
    assertTrue(
        lines
            .get(0)
            .contains(": at least 1 connection sent data that nobody has read for 2.3 s. Thread"),
        lines.get(0));
    assertEquals(-1, published.take().unserved);
  }

  /** They are read while the first line waits for a cause. */
  @Test
  void readBeforeTheFirstLineIsReportedInThePast() {
    accept(3);
    poll(2_100);
    kernel.read = true;
    poll(400);
    assertEquals(
        List.of(
            "WARN 0.0.0.0:8080 accepted and did not serve in time: up to 412 connections at once"
                + " held data that nobody had read, the longest for 2.1 s. Thread \"acceptor\" waits"
                + " for further connections. Which threads should read them is not seen. The cause"
                + " is not known yet. | listener=0.0.0.0:8080 event=unserved incident=7 unserved=0 oldest_ms=0 kept_unread=38 unanswered=5"
                + " cause=pending"),
        lines);
  }

  /** The incident is still open, but nothing is unread now. */
  @Test
  void noLineComesWhileNothingIsUnread() {
    repeatMillis = 3_000;
    accept(3);
    poll(4_700);
    lines.clear();
    kernel.read = true;
    poll(900);
    assertEquals(List.of(), lines);
  }

  /** There may have been more outside the sample. */
  @Test
  void theEndOfASampledIncidentSaysAtLeast() {
    kernel.counts = false;
    String last = lastLineOfAnIncident();
    assertTrue(last.contains("serves again after 2.3 s: at least 3 connections at once"), last);
  }

  @Test
  void theEndNamesASharedPort() {
    kernel.shared = true;
    String last = lastLineOfAnIncident();
    assertTrue(last.contains(": up to 412 connections of port 8080 at once held"), last);
  }

  private String lastLineOfAnIncident() {
    accept(3);
    poll(2_300);
    lines.clear();
    kernel.read = true;
    poll(1_500);
    return lines.get(lines.size() - 1);
  }

  /** The kernel's list does not have connections that were reset. */
  @Test
  void resetsMakeTheCountALowerBound() {
    kernel.resets = true;
    accept(3);
    poll(2_300);
    assertTrue(lines.get(0).contains(": at least 412 connections unread for"), lines.get(0));
    assertEquals(-1, published.take().unserved);
  }

  /** A full server that closes them unread has served nobody. */
  @Test
  void closedUnreadIsNotServed() {
    accept(3);
    poll(2_300);
    lines.clear();
    kernel.closed = true;
    poll(1_500);
    String last = lines.get(lines.size() - 1);
    assertTrue(
        last.startsWith(
            "INFO 0.0.0.0:8080 leaves no connection unread any more, whether it read or closed"
                + " them, after 2.3 s: up to 412"),
        last);
    assertTrue(last.contains(" event=recovered "), last);
  }

  @Test
  void aBoundIsNotRoundedUp() {
    warnNanos = 1_960 * MILLIS;
    accept(3);
    poll(2_300);
    assertTrue(lines.get(0).contains("hold unread data for over 1.9 s."), lines.get(0));
  }

  /** All listeners together may use a hundredth of a core, in turn. */
  @Test
  void listenersInTroubleShareTheWalks() {
    kernel.costNanos = 50 * MILLIS;
    accept(3);
    recorder.listening(kernel, 4, 100);
    Listener another = listeners.nextFound();
    assertNotNull(another);
    LocalAddress other = new LocalAddress("0.0.0.0", 8081, false);
    PublishedFigures itsFigures = new PublishedFigures(another, other);
    behind()
        .watch(
            another,
            other,
            itsFigures,
            new BothQueues(() -> ++incidents),
            () -> false,
            () -> ServerIdentity.UNKNOWN,
            nowMillis * MILLIS);
    recorder.accepted(kernel, 4, 20, Listener.NO_ARRIVAL, nowMillis * MILLIS);
    poll(2_100);
    poll(60_000);
    assertEquals(1 + 12, kernel.walks);
    assertEquals(412, published.take().unserved);
    assertEquals(412, itsFigures.take().unserved);
  }

  /** Walks that cost little may come ahead of the share, so that no line has to say less. */
  @Test
  void theFirstLineOfEachListenerHasACount() {
    kernel.costNanos = 2 * MILLIS;
    accept(3);
    recorder.listening(kernel, 4, 100);
    Listener another = listeners.nextFound();
    assertNotNull(another);
    LocalAddress other = new LocalAddress("0.0.0.0", 8081, false);
    behind()
        .watch(
            another,
            other,
            new PublishedFigures(another, other),
            new BothQueues(() -> ++incidents),
            () -> false,
            () -> ServerIdentity.UNKNOWN,
            nowMillis * MILLIS);
    recorder.accepted(kernel, 4, 20, Listener.NO_ARRIVAL, nowMillis * MILLIS);
    poll(2_300);
    assertTrue(lines.get(0).contains(": 412 connections unread for"), lines.get(0));
    assertTrue(lines.get(1).contains(": 412 connections unread for"), lines.get(1));
    poll(20_000);
    assertTrue(kernel.walks <= 2 + 20_000 / 200, kernel.walks + " walks");
  }

  @Test
  void anIncidentOfTheAcceptQueueComesFirst() {
    accept(3);
    waitsToo = true;
    assertEquals(7, both.next());
    poll(4_000);
    assertEquals(List.of(), lines);
    assertEquals(412, both.unserved());
    assertEquals(412, both.most());
    assertEquals(412, published.take().unserved);
    assertEquals(BothQueues.NO_INCIDENT, both.takenOver());
    assertFalse(both.reportedTakenOver());
    assertEquals(List.of(), both.causesTakenOver());
    assertEquals(5, both.since(5));
    waitsToo = false;
    poll(300);
    assertEquals(1, lines.size());
    assertEquals(0, both.unserved());
  }

  /** Its queue fills later: from then on that incident has the number, and says how many. */
  @Test
  void theAcceptQueuesIncidentTakesOverAnOpenOne() {
    accept(3);
    poll(4_000);
    assertEquals(2, lines.size(), lines::toString);
    assertEquals(0, both.unserved());
    lines.clear();
    waitsToo = true;
    assertEquals(7, both.next());
    poll(120_000);
    assertEquals(7, both.takenOver());
    assertTrue(both.reportedTakenOver());
    assertEquals(List.of(), both.causesTakenOver());
    assertEquals(1_000_000 * MILLIS, both.since(nowMillis * MILLIS));
    assertEquals(412, both.unserved());
    assertEquals(412, published.take().unserved);
    assertEquals(List.of(), lines);
    assertEquals(Map.of(), published.take().incidentsByCause);
    kernel.read = true;
    poll(2_000);
    assertEquals(0, both.unserved());
    assertEquals(412, both.most());
    assertEquals(0, published.take().unserved);
    waitsToo = false;
    poll(60_000);
    assertEquals(List.of(), lines);
    assertEquals(8, both.next());
    assertEquals(BothQueues.NO_INCIDENT, both.takenOver());
  }

  @Test
  void itTakesOverTheCauseAsWell() {
    threads.serving = busyPool();
    accept(3);
    poll(2_300);
    assertEquals(1, lines.size(), lines::toString);
    waitsToo = true;
    both.next();
    assertEquals(List.of(CauseId.WORKER_POOL_EXHAUSTED), both.causesTakenOver());
    // Until the other one has its first line, this one is shown.
    poll(100);
    assertEquals(CauseId.WORKER_POOL_EXHAUSTED, published.take().openUnserved);
    published.publishIncident(CauseId.CONNECTION_LIMIT);
    assertNull(published.take().openUnserved);
  }

  /** Another one may be counted, and must not have its number. */
  @Test
  void whatIsGivenUpIsNotTakenOver() {
    accept(3);
    poll(4_000);
    kernel.told = false;
    poll(500);
    assertEquals(8, both.next());
    assertEquals(0, both.unserved());
  }

  @Test
  void whatIsLeftAfterItIsAnIncidentOfItsOwn() {
    accept(3);
    poll(4_000);
    waitsToo = true;
    assertEquals(7, both.next());
    poll(2_000);
    lines.clear();
    waitsToo = false;
    poll(300);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains(" event=unserved incident=8 unserved=412 "), lines.get(0));
    assertEquals(0, both.unserved());
  }

  @Test
  void walksNoMoreThanAHundredthOfTheTime() {
    kernel.costNanos = 50 * MILLIS;
    accept(3);
    poll(2_200);
    poll(60_000);
    assertEquals(1 + 12, kernel.walks);
  }

  @Test
  void aListenerThatIsClosedEndsIt() {
    accept(3);
    poll(2_300);
    lines.clear();
    behind().forget(listener);
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).contains(" event=cause incident=7 "), lines.get(0));
    assertTrue(
        lines.get(1).startsWith("INFO 0.0.0.0:8080 was closed in the middle of an incident, after"),
        lines.get(1));
    assertTrue(lines.get(1).contains(" event=closed incident=7 "), lines.get(1));
  }

  @Test
  void switchedOffItAsksNothing() {
    warnNanos = 0;
    accept(3);
    poll(3_000);
    assertEquals(0, kernel.reads);
    assertNull(published.take().firstReads);
    assertEquals(-1, published.take().unserved);
  }

  /**
   * Since when they have been accepted is not known, so they are unread since it began to watch.
   */
  @Test
  void whatWasAcceptedBeforeItWatchedCountsFromThenOn() {
    kernel.early = new int[] {10, 11, 12};
    kernel.counts = false;
    kernel.dataMillis = nowMillis - 10_000;
    behind();
    recorder.accepted(this, 3, 10, Listener.NO_ARRIVAL, nowMillis * MILLIS);
    poll(1_900);
    assertEquals(List.of(), lines);
    poll(500);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .contains(": at least 3 connections sent data that nobody has read for up to 2."),
        lines.get(0));
  }

  /** All of the process, in the midst of a poll, whose moment is from before then. */
  @Test
  void aStopWhileItAsksIsCountedOnce() {
    accept(3);
    poll(2_000);
    kernel.stoppedMillis = 4_000;
    poll(100);
    nowMillis += kernel.stoppedMillis;
    kernel.stoppedMillis = 0;
    poll(300);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains(" oldest_ms=6"), lines.get(0));
    kernel.read = true;
    poll(1_500);
    String last = lines.get(lines.size() - 1);
    assertTrue(last.contains(" event=recovered incident=7 duration_ms=6"), last);
  }

  /** Those that it finds at first are asked twice in one poll. Nobody could read in between. */
  @Test
  void aStopAtTheFirstPollIsNoTrouble() {
    kernel.early = new int[] {10, 11, 12};
    kernel.dataMillis = nowMillis;
    kernel.stoppedMillis = 4_000;
    behind().poll(nowMillis * MILLIS);
    nowMillis += kernel.stoppedMillis;
    kernel.stoppedMillis = 0;
    kernel.read = true;
    poll(1_000);
    assertEquals(0, kernel.walks);
    assertEquals(List.of(), lines);
  }

  @Test
  void whereTheKernelDoesNotTellItGivesUp() {
    accept(3);
    kernel.told = false;
    poll(3_000);
    assertTrue(kernel.reads <= 3);
    assertNull(published.take().firstReads);
    assertEquals(List.of(), lines);
  }

  private BehindAccept behind() {
    if (behind == null) {
      Settings settings =
          new Settings(
              port -> true,
              new Thresholds(200 * MILLIS, 0.8, repeatMillis * MILLIS),
              warnNanos,
              false,
              100 * MILLIS,
              true);
      Reporter reporter =
          new Reporter(
              settings,
              this,
              report -> lines.add(report.severity() + " " + report.line(null, true)));
      HostWatch host = new HostWatch(new QuietHost(), 100 * MILLIS);
      behind = new BehindAccept(kernel, threads, settings, host, reporter);
      behind.watch(
          listener,
          ADDRESS,
          published,
          both,
          () -> waitsToo,
          () -> ServerIdentity.UNKNOWN,
          nowMillis * MILLIS);
    }
    return behind;
  }

  private void accept(int connections) {
    behind();
    for (int i = 0; i < connections; i++) {
      recorder.accepted(this, 3, 10 + i, Listener.NO_ARRIVAL, nowMillis * MILLIS);
    }
    kernel.dataMillis = nowMillis;
  }

  private void poll(long millis) {
    for (long end = nowMillis + millis; nowMillis < end; ) {
      nowMillis += 100;
      behind().poll(nowMillis * MILLIS);
    }
  }

  private static final class QuietHost implements HostProbe {
    @Override
    public void read(HostReading into, boolean late, boolean all) {}

    @Override
    public Descriptors descriptors() {
      return Descriptors.UNKNOWN;
    }
  }

  private final class ScriptedConnections implements UnreadProbe {
    boolean told = true;
    boolean read;
    boolean resets;
    boolean closed;
    boolean counts = true;
    boolean complete = true;
    boolean shared;
    long dataMillis;
    long stoppedMillis;
    long costNanos;
    long left;
    int reads;
    int walks;
    int[] early = UnreadProbe.NO_DESCRIPTORS;
    int[] longest = UnreadProbe.NO_DESCRIPTORS;

    @Override
    public boolean isReported() {
      return told;
    }

    @Override
    public long identity(int fd, int localPort) {
      return fd;
    }

    @Override
    public int[] untouched(int localPort, int max) {
      return early;
    }

    @Override
    public int[] longestUnread(int localPort, int max) {
      return longest;
    }

    @Override
    public void read(int fd, long identity, UnreadReading into) {
      reads++;
      into.open = told && !closed;
      into.readNanos = (nowMillis + stoppedMillis) * MILLIS;
      into.state = resets ? 7 : fd - 10 < left ? 8 : 1;
      into.received = fd - 10 < left ? 6 : 5;
      into.unread = read ? 0 : 5;
      into.lastReceivedMillis = nowMillis + stoppedMillis - dataMillis;
      into.answered = false;
    }

    @Override
    public @Nullable UnservedCount count(
        int localPort, int ownListeners, long unreadMillis, long keptMillis) {
      walks++;
      assertTrue(localPort == 8080 || localPort == 8081, "" + localPort);
      assertEquals(1, ownListeners);
      UnservedCount.Counter counter = new UnservedCount.Counter(unreadMillis, keptMillis);
      for (int i = 0; i < 412; i++) {
        counter.add(i < 300, i < 300 ? 6 : 5, i < 300 ? 6 : 5, unreadMillis, false, false);
      }
      for (int i = 0; i < 38; i++) {
        counter.add(false, 100, 5, keptMillis, true, true);
      }
      for (int i = 0; i < 5; i++) {
        counter.add(false, 100, 0, keptMillis, i % 2 == 0, false);
      }
      // None of these counts.
      counter.add(false, 100, 0, keptMillis, true, true);
      counter.add(false, 0, 0, keptMillis, false, false);
      counter.add(true, 101, 1, keptMillis, true, false);
      counter.add(false, 5, 5, unreadMillis - 1, false, false);
      counter.add(false, 5, 5, 10_000, true, true);
      counter.add(true, 1, 1, 10_000, false, false);
      counter.add(true, 6, 1, 10_000, true, true);
      counter.add(false, 100, 5, keptMillis - 1, true, true);
      counter.add(false, 5, 0, 10_000, true, true);
      return counts ? counter.result(complete, shared, costNanos) : null;
    }
  }

  @Override
  public long accepted(int fd) {
    return -1;
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {}

  @Override
  public long identity(int fd) {
    return fd;
  }

  @Override
  public @Nullable KernelVersion kernel() {
    return null;
  }

  @Override
  public KernelSettings settings() {
    return new KernelSettings(Map.of());
  }

  @Override
  public @Nullable HalfOpen halfOpen() {
    return null;
  }

  @Override
  public @Nullable WaitingClients waiting(int port) {
    return null;
  }
}
