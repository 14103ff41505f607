package io.acceptlag.core.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Figures;
import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Resolution;
import io.acceptlag.core.blackbox.Row;
import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.handshake.HalfOpen;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.recording.Judgement;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.server.ApplicationClasses;
import io.acceptlag.core.unserved.UnreadProbe;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way from samples to lines, with a scripted kernel. */
class SamplerTest {
  /** Polls until an overflow is reported whose cause is not known yet. */
  private static final int UNTIL_FIRST_LINE = 3;

  private static final long MILLIS = 1_000_000;
  private static final int FD = 7;
  private static final int ACCEPTED = 9;
  private static final int CLOSE_WAIT = 8;
  private static final long ESTABLISHED = AcceptedReading.pack(1, 0, 0, 0);

  private final Object owner = new Object();
  private final Object[] others = new Object[8];
  private final ScriptedKernel kernel = new ScriptedKernel();
  private final QuietHost host = new QuietHost();
  private final Sleeper threads = new Sleeper();
  private final List<String> lines = new ArrayList<>();
  private final List<SlowAccept> slow = new ArrayList<>();
  private final StringBuilder recording = new StringBuilder();
  private final Listeners listeners = new Listeners();
  private final SlowAccepts slowAccepts = new SlowAccepts(16);
  private final AcceptRecorder recorder =
      new AcceptRecorder(listeners, kernel, slowAccepts, 4 * MILLIS, 200, 200);
  private final BlackBox box = new BlackBox(this::wallMillis, Map.of());
  private final Settings settings =
      new Settings(
          port -> port != 9999,
          new Thresholds(200 * MILLIS, 0.8, 30_000 * MILLIS),
          0,
          false,
          100 * MILLIS,
          false);
  private final Sampler sampler =
      new Sampler(
          listeners,
          slowAccepts,
          new Sources(
              kernel,
              kernel,
              threads,
              host,
              (port, listening) -> Connections.UNKNOWN,
              port -> ServerFigures.UNKNOWN,
              UnreadProbe.NONE,
              new NothingLoaded()),
          settings,
          new ReportSink() {
            @Override
            public void report(Report report) {
              if (!memoryForWords) {
                throw new OutOfMemoryError("Java heap space");
              }
              lines.add(report.severity() + " " + report.line(null, true));
            }

            @Override
            public void slowAccept(SlowAccept accept) {
              slow.add(accept);
            }

            @Override
            public void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
              recording.append(Judgement.text(listener.toString(), evidence, diagnosis));
            }
          },
          box);
  private boolean memoryForWords = true;
  private long nowNanos = 1_000 * MILLIS;

  private long wallMillis() {
    return nowNanos / MILLIS;
  }

  @Test
  void handsOverWhatItHasJudgedBy() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(0);
    kernel.length = 37;
    poll(30);
    List<Judgement> judgements = Judgement.parseAll(recording.toString());
    assertEquals(3, judgements.size(), "once when told, and once a second after that");
    for (Judgement judgement : judgements) {
      assertEquals(List.of("0.0.0.0:8080"), judgement.notes());
      assertEquals("accept_thread_blocked", judgement.verdict());
      assertEquals(judgement.verdict(), judgement.judgeAgain().cause().key());
      assertEquals(37, judgement.evidence().length);
    }
  }

  @Test
  void keepsWhatItHasSeenInTheBlackBox() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(10);
    kernel.length = 101;
    kernel.drops = 114;
    kernel.overflows = 57;
    poll(20);
    kernel.length = 0;
    for (int i = 0; i < 101; i++) {
      accept(432);
    }
    poll(20);
    Figures<Figure> all = new Row().figures();
    String places = "";
    for (Frame frame : Image.of(box.image(null)).frames(Resolution.SECOND)) {
      for (Row row : frame.rows()) {
        assertEquals("0.0.0.0:8080", row.listener());
        for (Figure figure : Figure.values()) {
          all.merge(figure, row.figures().get(figure));
        }
        places += row.place() + " ";
      }
    }
    assertEquals(101, all.get(Figure.QUEUE));
    assertEquals(100, all.get(Figure.LIMIT));
    assertEquals(101, all.get(Figure.ACCEPTS));
    assertEquals(432, all.get(Figure.LONGEST_WAIT_MS));
    assertEquals(114, all.get(Figure.DROPS));
    assertEquals(57, all.get(Figure.OVERFLOWS));
    assertTrue(places.contains("Shop.load"), places);
    // Of a listener that stays idle nothing is kept.
    long seconds = Image.of(box.image(null)).frames(Resolution.SECOND).size();
    poll(100);
    List<Frame> frames = Image.of(box.image(null)).frames(Resolution.SECOND);
    assertTrue(frames.size() > seconds + 8, "" + frames.size());
    assertEquals(List.of(), frames.get(frames.size() - 1).rows());
  }

  @Test
  void reportsAnAcceptorThatSticksAndItsRecovery() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(0);
    kernel.length = 37;
    poll(3);
    assertEquals(
        List.of(
            "WARN 0.0.0.0:8080 is slow to accept: 37 connections wait (room for 101), the oldest"
                + " for 200 ms. Thread \"main\" is in com.acme.Shop.load (Shop.java:42), asleep, in"
                + " 2 of 2 samples within 0.1 s. Find out what the acceptor waits for there."
                + " | listener=0.0.0.0:8080 event=slow incident=1 queue=37/100 oldest_ms=200"
                + " overflows=0 drops=0 cause=accept_thread_blocked"),
        lines);
    kernel.length = 101;
    kernel.drops = 114;
    kernel.overflows = 57;
    poll(1);
    assertEquals(
        "ERROR 0.0.0.0:8080 turns clients away: 101 connections wait (room for 101), the oldest"
            + " for 300 ms; 57 packets were dropped because the queue was full. Thread \"main\" is in"
            + " com.acme.Shop.load (Shop.java:42), asleep, in 3 of 3 samples within 0.2 s. Find out"
            + " what the acceptor waits for there. | listener=0.0.0.0:8080 event=overflow incident=1"
            + " queue=101/100 oldest_ms=300 overflows=57 drops=114 cause=accept_thread_blocked",
        lines.get(1));
    assertEquals(
        "INFO A refused client sends its SYN again after 1 s, then 2, 4, 8 s (from Linux 6.5 on after"
            + " 1 s five times), and gives up within about 2 minutes. One with its handshake all"
            + " but done believes it is connected, and is ignored until there is room."
            + " | listener=0.0.0.0:8080 event=refused_clients",
        lines.get(2));
    kernel.length = 0;
    for (int i = 0; i < 101; i++) {
      accept(432);
    }
    poll(31);
    assertEquals(
        "INFO 0.0.0.0:8080 accepts again after 500 ms: 101 connections waited over 200 ms, the"
            + " longest 432 ms | listener=0.0.0.0:8080 event=recovered incident=1 duration_ms=500 troubled_ms=500"
            + " delayed=101 wait_max_ms=432 overflows=57 cause=accept_thread_blocked",
        lines.get(3));
    assertEquals(4, lines.size());
    assertEquals(16, slow.size(), "as many as there is room for");
    assertTrue(slow.stream().allMatch(accept -> accept.incident() == 1));
  }

  @Test
  void theKernelKnowsHowLongTheyHaveWaitedAndWhoTheyAre() {
    WaitingClients.Counter counter = new WaitingClients.Counter();
    counter.add("10.0.0.7", 4_000);
    counter.add("10.0.0.7", 3_000);
    counter.add("10.0.0.8", 100);
    kernel.waiting = counter.result(true);
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(0);
    kernel.length = 3;
    poll(3);
    assertTrue(lines.get(0).contains("the oldest for 4.0 s."), () -> lines.get(0));
    assertTrue(lines.get(0).contains(" oldest_ms=4000 "), () -> lines.get(0));
    assertTrue(lines.get(0).endsWith(" clients=10.0.0.7:2,10.0.0.8:1"), () -> lines.get(0));
  }

  @Test
  void clientsWhoseCookieMetTheFullQueue() {
    kernel.settings.put(KernelSetting.ABORT_ON_OVERFLOW, "1");
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 101;
    kernel.drops = 5;
    kernel.overflows = 5;
    kernel.synCookies = 2;
    kernel.cookiesReceived = 5;
    poll(2);
    assertTrue(
        lines
            .get(0)
            .contains(
                "5 packets were dropped because the queue was full (up to 2 SYN cookies: such a"
                    + " client believes it is connected)."),
        () -> lines.get(0));
    assertTrue(
        lines.get(1).contains(" is reset at once (net.ipv4.tcp_abort_on_overflow is 1). |"),
        () -> lines.get(1));
    assertTrue(lines.get(0).contains(" overflows=5 ghosts_max=2 drops=5 "), () -> lines.get(0));
  }

  @Test
  void aFullSynQueueIsNoIncidentOfTheApplication() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "0");
    kernel.settings.put(KernelSetting.MAX_SYN_BACKLOG, "512");
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.halfOpen = new HalfOpen(Map.of(8080, 101), true);
    kernel.synDrops = 31;
    kernel.drops = 31;
    poll(1);
    poll(200);
    assertEquals(
        List.of(
            "WARN 0.0.0.0:8080 loses clients before they reach its accept queue: its SYN queue (room"
                + " for 101, 101 half-open now) is full, SYN cookies are off, and 31 SYNs were"
                + " dropped. Set net.ipv4.tcp_syncookies=1; a longer backlog lengthens the SYN queue"
                + " as well."
                + " | listener=0.0.0.0:8080 event=syn_queue_full half_open=101 room=101 dropped=31",
            "INFO 0.0.0.0:8080 has had room in its SYN queue again for a while, after 0 ms: 31 SYNs"
                + " were dropped | listener=0.0.0.0:8080 event=syn_queue_recovered duration_ms=0"
                + " dropped=31"),
        lines);
  }

  @Test
  void cookiesAreHarmWhereTheAcceptQueueIsFullToo() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 101;
    kernel.drops = 5;
    kernel.overflows = 5;
    poll(1);
    kernel.halfOpen = new HalfOpen(Map.of(8080, 101), true);
    kernel.synCookies = 31;
    poll(12);
    String told =
        lines.stream().filter(line -> line.contains("event=syn_cookies")).findFirst().orElse("");
    assertTrue(told.startsWith("WARN 0.0.0.0:8080 has a full SYN queue"), lines::toString);
    assertTrue(told.contains(" One that meets its full accept queue is lost. |"), told);
  }

  @Test
  void cookiesAreNoHarmWhereTheAcceptQueueHasRoom() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.halfOpen = new HalfOpen(Map.of(8080, 101), true);
    kernel.synCookies = 31;
    poll(21);
    assertEquals(
        List.of(
            "INFO 0.0.0.0:8080 has a full SYN queue (room for 101, 101 half-open now): 31 SYNs were"
                + " answered with a cookie, 0 of which came back. The others do not complete their"
                + " handshakes, as in a SYN flood or where packets are lost. A longer backlog does not"
                + " help. | listener=0.0.0.0:8080 event=syn_cookies half_open=101 room=101 cookies=31"
                + " came_back=0"),
        lines);
  }

  /** So those are honest clients, and the queue is too short for them. */
  @Test
  void cookiesThatComeBackAreNoFlood() {
    kernel.settings.put(KernelSetting.SYN_COOKIES, "1");
    kernel.settings.put(KernelSetting.SOMAXCONN, "128");
    recorder.listening(owner, FD, 50);
    poll(1);
    kernel.halfOpen = new HalfOpen(Map.of(8080, 101), true);
    kernel.synCookies = 499;
    poll(10);
    kernel.cookiesReceived = 499;
    poll(21);
    assertEquals(
        List.of(
            "INFO 0.0.0.0:8080 has a full SYN queue (room for 101, 101 half-open now): 499 SYNs were"
                + " answered with a cookie, and all came back. Raise the backlog to at least 1024:"
                + " the SYN queue is as long. Raise net.core.somaxconn too, which is 128 here."
                + " | listener=0.0.0.0:8080 event=syn_cookies half_open=101 room=101 cookies=499"
                + " came_back=499"),
        lines);
  }

  @Test
  void looksAtAnAcceptorWhoseAcceptBeganBeforeItsListenerWasKnown() {
    accept(0);
    poll(1);
    kernel.length = 1;
    poll(3);
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).endsWith("cause=accept_thread_blocked"), () -> lines.get(0));
  }

  @Test
  void aCauseThatIsNotKnownAtTheBeginningComesOnceAndByItsName() {
    kernel.unhooked = new int[] {FD};
    poll(1);
    kernel.length = 101;
    poll(4);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .endsWith(
                "The cause is not known yet. | listener=0.0.0.0:8080 event=overflow"
                    + " incident=1 queue=101/100 overflows=0 drops=0 cause=pending"),
        lines::toString);
    accept(100);
    kernel.length = 100;
    poll(2);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "WARN 0.0.0.0:8080 is slow to accept, and the cause is known now. Thread \"main\""
                    + " is in com.acme.Shop.load (Shop.java:42), asleep, in 2 of 2 samples within"
                    + " 0.1 s. Find out what the acceptor waits for there. |"),
        () -> lines.get(1));
    assertTrue(lines.get(1).contains(" event=cause incident=1 "), () -> lines.get(1));
    assertTrue(lines.get(1).endsWith("cause=accept_thread_blocked"), () -> lines.get(1));
    kernel.length = 0;
    poll(31);
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.get(2).contains("event=recovered"), () -> lines.get(2));
    assertTrue(lines.get(2).endsWith("cause=accept_thread_blocked"), () -> lines.get(2));
    assertEquals(
        Map.of(CauseId.ACCEPT_THREAD_BLOCKED, 1L), sampler.listeners().get(0).incidentsByCause);
  }

  @Test
  void aCauseThatDoesNotBecomeCertainIsUnknownAfterTenPolls() {
    kernel.unhooked = new int[] {FD};
    poll(1);
    kernel.length = 101;
    poll(4);
    assertTrue(lines.get(0).endsWith("cause=pending"), lines::toString);
    poll(9);
    assertEquals(1, lines.size(), lines::toString);
    poll(1);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines.get(1).contains(" what was seen does not show the cause. Nothing has accepted here"),
        () -> lines.get(1));
    assertTrue(lines.get(1).contains(" event=cause "), () -> lines.get(1));
    assertTrue(lines.get(1).endsWith(" cause=unknown"), () -> lines.get(1));
    poll(100);
    assertEquals(2, lines.size(), lines::toString);
    accept(100);
    poll(150);
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.get(2).endsWith("cause=accept_thread_blocked"), () -> lines.get(2));
  }

  @Test
  void aListenerThatNobodyHasAcceptedOnIsStarting() {
    recorder.listening(owner, FD, 100);
    kernel.length = 5;
    poll(9);
    assertEquals(List.of(), lines, "it may be well");
    poll(3);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("INFO "), () -> lines.get(0));
    assertTrue(lines.get(0).endsWith("cause=starting"), () -> lines.get(0));
    poll(90);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(1).startsWith("WARN "), () -> lines.get(1));
    assertTrue(lines.get(1).endsWith("cause=starting"), () -> lines.get(1));
    poll(90);
    assertEquals(2, lines.size(), lines::toString);
  }

  /** As a readiness probe does, which may be gone by then. */
  @Test
  void aProbeThatComesBeforeTheFirstAcceptIsNoTrouble() {
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 1;
    poll(2);
    recorder.entered(owner, FD);
    kernel.length = 0;
    accept(205);
    poll(30);
    assertEquals(List.of(), lines);
    assertEquals(Map.of(CauseId.STARTING, 1L), sampler.listeners().get(0).incidentsByCause);
    assertTrue(recording.toString().contains("verdict=starting"), recording.toString());
  }

  /** Where polls come late. */
  @Test
  void aProbeThatOnlyOnePollHasSeenIsNoTroubleEither() {
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 1;
    poll(1);
    recorder.entered(owner, FD);
    kernel.length = 0;
    accept(205);
    poll(30);
    assertEquals(List.of(), lines);
    assertEquals(Map.of(CauseId.STARTING, 1L), sampler.listeners().get(0).incidentsByCause);
  }

  @Test
  void aWaitAfterTheFirstAcceptIsNoStart() {
    recorder.listening(owner, FD, 100);
    poll(1);
    accept(0);
    poll(10);
    kernel.length = 1;
    poll(2);
    kernel.length = 0;
    accept(205);
    poll(30);
    assertTrue(lines.get(0).endsWith("cause=accept_thread_blocked"), lines::toString);
  }

  /** Each half-open probe is a drop at an idle listener, and nothing says of whose packet. */
  @Test
  void probesOfAnIdleListenerBesideAnotherThatOverflowsAreNoTrouble() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    accept(0);
    poll(20);
    for (int i = 0; i < 10; i++) {
      kernel.drops++;
      kernel.overflows += 40;
      accept(0);
      poll(20);
    }
    assertEquals(List.of(), lines);
    assertEquals(0, sampler.listeners().get(0).incidentsByCause.size());
  }

  @Test
  void aBurstThatComesAndGoesBetweenTwoPollsIsTrouble() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    accept(0);
    poll(20);
    kernel.drops += 40;
    kernel.overflows += 40;
    for (int i = 0; i < 101; i++) {
      accept(0);
    }
    poll(20);
    assertTrue(
        lines.get(0).startsWith("ERROR 0.0.0.0:8080 turned clients away: its queue was full"),
        lines::toString);
  }

  /** The queue has room again, and accepting is still slow. */
  @Test
  void aRepeatedLineDescribesThePresent() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 101;
    poll(5);
    kernel.length = 50;
    for (int i = 0; i < 51; i++) {
      accept(0);
    }
    poll(310);
    String last = lines.get(lines.size() - 1);
    assertTrue(last.contains("0.0.0.0:8080 had a full accept queue: 50 connections wait"), last);
  }

  /** A poll may come during the first burst, of a server that was ready before. */
  @Test
  void aBurstAsTheVeryFirstThingIsNoStart() {
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 101;
    kernel.drops = 50;
    kernel.overflows = 50;
    poll(1);
    kernel.length = 0;
    accept(90);
    poll(30);
    assertFalse(lines.isEmpty());
    for (String line : lines) {
      assertFalse(line.endsWith("cause=starting"), lines::toString);
    }
  }

  @Test
  void aQueueThatOverflowsBeforeTheFirstAcceptIsTrouble() {
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 101;
    poll(3);
    assertTrue(lines.get(0).startsWith("ERROR "), lines::toString);
    assertTrue(lines.get(0).endsWith("cause=starting"), lines::toString);
  }

  @Test
  void reportsAtListenThatTheBacklogWasCut() {
    kernel.limit = 128;
    recorder.listening(owner, FD, 1024);
    poll(2);
    assertEquals(
        List.of(
            "INFO 0.0.0.0:8080 asked for a backlog of 1024 and got 128, because net.core.somaxconn is"
                + " 128 here | listener=0.0.0.0:8080 event=backlog_capped requested=1024 limit=128"),
        lines);
  }

  @Test
  void aClosedListenerIsForgottenAfterItsLastFigures() {
    recorder.entered(owner, FD);
    accept(0);
    poll(1);
    kernel.open = false;
    poll(1);
    List<ListenerFigures> figures = sampler.listeners();
    assertEquals(1, figures.size());
    assertTrue(figures.get(0).closed);
    assertEquals(1, figures.get(0).accepted);
    assertEquals(List.of(), sampler.listeners());
    assertEquals(List.of(), lines);
  }

  @Test
  void twoSocketsOfThisProcessShareAnAddressAndOneIsNotAcceptedFrom() {
    others[0] = new Object();
    recorder.listening(owner, FD, 100);
    recorder.listening(others[0], FD + 1, 100);
    kernel.reading = ESTABLISHED;
    accept(others[0], FD + 1);
    poll(1);
    kernel.length = 3;
    poll(12);
    assertTrue(
        lines.stream().anyMatch(line -> line.contains(" Accept on both, or close this one. ")),
        lines::toString);
  }

  @Test
  void reportsThatTheCollectorHasClosedAListenerWhileClientsWait() throws Exception {
    acceptByAThreadThatEnds("shop", 2);
    poll(1);
    kernel.length = 2;
    poll(1);
    collect();
    kernel.open = false;
    poll(1);
    assertEquals(
        List.of(
            "WARN 0.0.0.0:8080 was closed; 2 clients that waited"
                + " were reset. The garbage collector closed it, because nothing referred to it any"
                + " more: its acceptor \"shop\" has ended. Restart the server, and find out"
                + " why that thread ended: most often an uncaught error."
                + " | listener=0.0.0.0:8080 event=closed reset=2"),
        lines);
  }

  @Test
  void reportsThatTheCollectorHasClosedAListenerInAnIncident() throws Exception {
    acceptByAThreadThatEnds("acceptor", 1);
    poll(1);
    kernel.length = 4;
    poll(7);
    lines.clear();
    collect();
    kernel.open = false;
    poll(1);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .matches(
                "WARN 0\\.0\\.0\\.0:8080 was closed in the middle of an incident, after \\d+ ms; 4"
                    + " clients that waited were reset\\. The garbage collector closed it, because"
                    + " nothing referred to it any more: its acceptor \"acceptor\" has ended\\."
                    + " Restart .* reset=4"),
        lines::toString);
  }

  /** It accepts elsewhere by now. */
  @Test
  void aDroppedListenerWhoseAcceptorLives() {
    acceptByADroppedObject(1);
    poll(1);
    kernel.length = 1;
    poll(1);
    collect();
    kernel.open = false;
    poll(1);
    assertEquals(
        List.of(
            "WARN 0.0.0.0:8080 was closed; 1 client that waited was reset. The garbage collector"
                + " closed it, because nothing referred to it any more. Keep a reference to it for"
                + " as long as it is to serve, and close it then."
                + " | listener=0.0.0.0:8080 event=closed reset=1"),
        lines);
  }

  /** Clients are refused from now on. */
  @Test
  void reportsThatTheCollectorHasClosedAListenerThatServed() {
    acceptByADroppedObject(2);
    poll(1);
    collect();
    kernel.open = false;
    poll(1);
    assertEquals(List.of(), lines, "another may take its place");
    poll(30);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN 0.0.0.0:8080 was closed and takes no clients any more. The garbage collector"
                    + " closed it,"),
        lines::toString);
  }

  /** A free port was looked for, or a single client was served, and the object forgotten. */
  @Test
  void aDroppedListenerThatServedOneClientAtMostIsNotReported() {
    acceptByADroppedObject(1);
    poll(1);
    collect();
    kernel.open = false;
    poll(30);
    assertEquals(List.of(), lines);
  }

  @Test
  void aDroppedListenerWhoseSocketLivesOnIsNotReported() {
    acceptByADroppedObject(2);
    poll(1);
    kernel.length = 2;
    poll(1);
    collect();
    kernel.open = false;
    kernel.goesOn = true;
    poll(30);
    assertEquals(List.of(), lines);
  }

  private void acceptByAThreadThatEnds(String name, int clients) throws InterruptedException {
    Thread acceptor = new Thread(() -> acceptByADroppedObject(clients), name);
    acceptor.start();
    acceptor.join();
  }

  private void acceptByADroppedObject(int connections) {
    Object dropped = new Object();
    kernel.reading = ESTABLISHED;
    recorder.listening(dropped, FD, 100);
    for (int i = 0; i < connections; i++) {
      accept(dropped, FD);
    }
  }

  /** Until an object is collected that is as young as the one before. */
  private static void collect() {
    WeakReference<Object> dropped = new WeakReference<>(new Object());
    while (dropped.get() != null) {
      System.gc();
    }
  }

  @Test
  void reportsWhoClosesAListenerWhileClientsWait() {
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 2;
    recorder.closing(owner, FD);
    kernel.open = false;
    poll(1);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN 0.0.0.0:8080 was closed while 2 clients waited to be accepted, whose"
                    + " connections were reset. Thread \"main\" closed it"),
        lines::toString);
    assertTrue(lines.get(0).endsWith(" event=closed reset=2"), lines::toString);
  }

  /** As Netty's io_uring does. What has its descriptor by then may be a connection. */
  @Test
  void itMayBeClosedByAnotherObjectThanItWasOpenedBy() {
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 2;
    long socket = kernel.identity;
    kernel.identity = socket + 1;
    recorder.closing(others, FD);
    kernel.identity = socket;
    recorder.closing(others, FD);
    kernel.length = 3;
    recorder.closing(others, FD);
    kernel.open = false;
    poll(1);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).endsWith(" event=closed reset=2"), lines::toString);
  }

  /** Between the moment when its address is known and its first reading. */
  @Test
  void reportsWhoClosesAListenerWhileItIsBeingFound() {
    poll(1);
    recorder.listening(owner, FD, 100);
    kernel.length = 2;
    kernel.meanwhile =
        () -> {
          recorder.closing(owner, FD);
          kernel.open = false;
        };
    poll(3);
    assertTrue(lines.toString().contains(" was closed while 2 clients waited"), lines::toString);
  }

  /** It runs inside the application's close(). */
  @Test
  void closingCallsNoOverridableMethodOfTheThread() throws InterruptedException {
    AtomicBoolean asked = new AtomicBoolean();
    List<Thread> read = new ArrayList<>();
    recorder.readInterruptsBy(read::add);
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 1;
    Thread closer =
        new Thread(() -> recorder.closing(owner, FD), "own") {
          @Override
          public boolean isInterrupted() {
            asked.set(true);
            return super.isInterrupted();
          }
        };
    closer.start();
    closer.join();
    kernel.open = false;
    poll(1);
    assertTrue(lines.toString().contains("Thread \"own\" closed it"), lines::toString);
    assertEquals(List.of(closer), read);
    assertFalse(asked.get());
  }

  @Test
  void oneThatIsClosedInTroubleSaysBoth() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 37;
    poll(5);
    recorder.closing(owner, FD);
    kernel.open = false;
    poll(1);
    String last = lines.get(lines.size() - 1);
    assertTrue(last.contains("WARN 0.0.0.0:8080 was closed in the middle of an incident"), last);
    assertTrue(last.contains("; 37 clients waited to be accepted"), last);
    assertTrue(last.contains(" reset=37"), last);
  }

  /** As one that is inherited: another descriptor of it is still open. */
  @Test
  void aSocketThatGoesOnLosesNobody() {
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 2;
    recorder.closing(owner, FD);
    kernel.open = false;
    kernel.goesOn = true;
    poll(1);
    assertEquals(List.of(), lines);
  }

  @Test
  void anIdleListenerIsClosedWithoutAWord() {
    recorder.listening(owner, FD, 100);
    poll(1);
    recorder.closing(owner, FD);
    recorder.closing(owner, FD);
    kernel.open = false;
    poll(30);
    assertEquals(List.of(), lines);
  }

  @Test
  void listenersThatNoPollSeesAreCounted() {
    int each = 1500;
    kernel.reading = ESTABLISHED;
    for (int i = 0; i < each; i++) {
      Object listener = new Object();
      kernel.port = 10_000 + i;
      kernel.identity++;
      recorder.listening(listener, FD, 5);
      recorder.accepted(listener, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
      recorder.closing(listener, FD);
    }
    kernel.open = false;
    poll(1);
    List<ListenerFigures> figures = sampler.listeners();
    assertEquals(each, figures.stream().mapToLong(listener -> listener.accepted).sum());
    assertTrue(figures.size() <= 1000, () -> figures.size() + " addresses");
    assertEquals(List.of(), sampler.listeners());
    assertEquals(List.of(), lines);
  }

  /** As System.inheritedChannel() has standard input's. */
  @Test
  void twoDescriptorsOfOneSocketAreOneListener() {
    kernel.unhooked = new int[] {0};
    kernel.duplicates = List.of(0);
    poll(1);
    kernel.reading = ESTABLISHED;
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    kernel.unhooked = new int[] {0, FD};
    poll(60);
    List<ListenerFigures> figures = sampler.listeners();
    assertEquals(1, figures.size());
    assertEquals(1, figures.get(0).accepted);
    kernel.open = false;
    poll(1);
    sampler.listeners();
    kernel.open = true;
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(1);
    assertEquals(1, sampler.listeners().get(0).accepted, "accepts on by the other descriptor");
  }

  /** As of channels that native code has made of one socket. */
  @Test
  void threeHookedDescriptorsOfOneSocketAreOneListener() {
    acceptByThreeDescriptors();
    poll(1);
    List<ListenerFigures> figures = sampler.listeners();
    assertEquals(1, figures.size());
    assertEquals(3, figures.get(0).accepted);
    assertEquals(4, figures.get(0).queueLength);
    accept(others[1], FD + 2);
    accept(owner, FD);
    accept(others[0], FD + 1);
    poll(1);
    assertEquals(6, sampler.listeners().get(0).accepted, "by each of them still");
  }

  /** Its queue is watched by another one, even if that accepts no more. */
  @Test
  void aListenerGoesOnWhileOneOfItsDescriptorsIsOpen() {
    acceptByThreeDescriptors();
    poll(1);
    sampler.listeners();
    recorder.closing(owner, FD);
    kernel.closed = List.of(FD);
    poll(60);
    assertEquals(4, sampler.listeners().get(0).queueLength);
    // By native code, so that no hook sees it.
    kernel.closed = List.of(FD, FD + 1);
    poll(60);
    accept(others[1], FD + 2);
    ListenerFigures open = sampler.listeners().get(0);
    assertEquals(4, open.queueLength);
    assertEquals(4, open.accepted);
    assertFalse(open.closed);
    assertEquals(List.of(), lines.stream().filter(line -> line.contains("event=closed")).toList());

    kernel.length = 6;
    recorder.closing(others[1], FD + 2);
    kernel.closed = List.of(FD, FD + 1, FD + 2);
    poll(1);
    assertTrue(sampler.listeners().get(0).closed);
    String last = lines.get(lines.size() - 1);
    assertTrue(last.contains("event=closed"), last);
    assertTrue(last.contains(" reset=6"), "whom the last close harmed: " + last);
  }

  private void acceptByThreeDescriptors() {
    kernel.duplicates = List.of(FD + 1, FD + 2);
    kernel.reading = ESTABLISHED;
    kernel.length = 4;
    others[0] = new Object();
    others[1] = new Object();
    recorder.listening(owner, FD, 100);
    accept(others[0], FD + 1);
    accept(others[1], FD + 2);
    accept(owner, FD);
  }

  private void accept(Object listener, int fd) {
    recorder.accepted(listener, fd, ACCEPTED, recorder.entered(listener, fd), nowNanos);
  }

  @Test
  void acceptsBeforeThereWasAReceiver() {
    kernel.readingLater = ESTABLISHED | 900;
    recorder.acceptedEarlier(owner, FD, ACCEPTED, nowNanos, nowNanos + 600 * MILLIS);
    recorder.acceptedEarlier(owner, FD, ACCEPTED, nowNanos, nowNanos + 1200 * MILLIS);
    recorder.acceptedEarlier(owner, FD, -1, nowNanos, nowNanos + 600 * MILLIS);
    recorder.acceptedEarlier(owner, FD, 4);
    poll(1);
    ListenerFigures figures = sampler.listeners().get(0);
    assertEquals(7, figures.accepted);
    assertEquals(300, figures.waitSumMillis);
  }

  @Test
  void oneSocketUnderTwoObjectsIsOneListener() {
    recorder.listening(owner, FD, 1024);
    poll(1);
    Object channel = new Object();
    kernel.reading = ESTABLISHED;
    recorder.accepted(channel, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(1);
    List<ListenerFigures> open = new ArrayList<>(sampler.listeners());
    open.removeIf(figures -> figures.closed);
    assertEquals(1, open.size());
    assertEquals(1, open.get(0).accepted);
  }

  @Test
  void aListenerThatNoHookHasSeenIsWatched() {
    kernel.unhooked = new int[] {FD};
    poll(1);
    kernel.length = 101;
    poll(4);
    assertTrue(
        lines.get(0).contains("ERROR 0.0.0.0:8080 has a full accept queue"), lines::toString);
    assertEquals(-1, sampler.listeners().get(0).accepted);
  }

  /** It is there when the agent comes, and the kernel knows for how long it has stood still. */
  @Test
  void reportsAtTheSecondPollWhatHasStoodStillForASecond() {
    arrivesWhere(3, 1_000);
    assertEquals(2, pollsUntilALine());
    assertTrue(lines.get(0).contains(" is slow to accept: 3 "), lines::toString);
    assertTrue(lines.get(0).contains("the oldest for 1.1 s"), lines::toString);
  }

  @Test
  void reportsAFullQueueAtTheThirdPoll() {
    arrivesWhere(101, -1);
    assertEquals(3, pollsUntilALine());
    assertTrue(lines.get(0).contains(" event=overflow "), lines::toString);
  }

  /** Its accepts are not seen, so a shorter time proves nothing; then come the two polls. */
  @Test
  void reportsWhatHasJustBegunToStandStillWhenItsSecondIsOver() {
    arrivesWhere(3, 0);
    assertEquals(12, pollsUntilALine());
    assertTrue(lines.get(0).contains(" is slow to accept: 3 "), lines::toString);
  }

  /** From its next accept on a hook sees it. */
  @Test
  void reportsWithinThePromisedPollsWhatSticksAfterItsFirstAccept() {
    arrivesWhere(3, 0);
    poll(1);
    accept(0);
    int promised = (int) (200 * MILLIS / (100 * MILLIS)) + 3;
    assertTrue(pollsUntilALine() <= promised, lines::toString);
    assertTrue(lines.get(0).contains(" is slow to accept: 3 "), lines::toString);
  }

  private void arrivesWhere(int queue, int oldestMillis) {
    kernel.unhooked = new int[] {FD};
    kernel.length = queue;
    WaitingClients.Counter counter = new WaitingClients.Counter();
    for (int i = 0; i < queue; i++) {
      counter.add("10.0.0.7", oldestMillis);
    }
    kernel.waiting = counter.result(true);
  }

  private int pollsUntilALine() {
    int polls = 0;
    while (lines.isEmpty() && polls < 100) {
      poll(1);
      polls++;
    }
    return polls;
  }

  @Test
  void itsIncidentGoesOnWhenAHookSeesIt() {
    kernel.unhooked = new int[] {FD};
    poll(1);
    kernel.length = 1;
    poll(30);
    assertEquals(2, lines.size());
    kernel.length = 0;
    accept(2000);
    poll(12);
    assertEquals(3, lines.size());
    assertTrue(lines.get(2).contains("event=recovered incident=1"), lines::toString);
    assertTrue(lines.get(2).contains("delayed=1 wait_max_ms=2000"), lines::toString);
    assertEquals(1, sampler.listeners().get(0).accepted);
  }

  @Test
  void aBusyListenerThatNoHookSeesIsNotTakenForAStuckOne() {
    kernel.unhooked = new int[] {FD};
    for (int i = 0; i < 50; i++) {
      kernel.length = 1 + i % 4;
      poll(1);
    }
    assertEquals(
        List.of(
            "WARN 0.0.0.0:8080 is accepted from where acceptlag does not see it: by native code, by"
                + " another process that shares the socket, or past a call that another agent has"
                + " taken out. Its queue is still watched, but accept waits and the age of what waits"
                + " are not known. | listener=0.0.0.0:8080 event=not_hooked"),
        lines);
    assertEquals(-1, sampler.listeners().get(0).oldestMillis);
  }

  @Test
  void saysNothingOfWaitsThatCouldNotBeRead() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    kernel.length = 2;
    poll(4);
    kernel.reading = -1; // EPERM
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    kernel.length = 0;
    poll(11);
    assertTrue(lines.get(1).contains("accepts again after 400 ms | listener="), () -> lines.get(1));
    assertTrue(!lines.get(1).contains("delayed="), () -> lines.get(1));
  }

  @Test
  void aListenerWhosePortIsNotWantedAnyMoreIsForgotten() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    kernel.length = 3;
    poll(4);
    settings.wantPorts(port -> port == 9000);
    poll(1);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines.get(1).contains("is not watched any more, in the middle of an incident, after"),
        lines.get(1));
    assertTrue(sampler.listeners().get(0).closed);
    recorder.entered(owner, FD);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(1);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(10);
    assertFalse(sampler.watchesAny(), "not by its next accept");
    settings.wantPorts(port -> port == 8080);
    poll(4);
    assertTrue(sampler.watchesAny());
    assertEquals(3, lines.size(), lines::toString);
    assertEquals(1, sampler.listeners().get(0).accepted, "the one that entered it, no other");
  }

  /** The end of the JVM waits while one is about to be reported. */
  @Test
  void noReportIsAwaitedOfAListenerThatIsNotWanted() {
    long before = System.nanoTime();
    recorder.listening(owner, FD, 100);
    poll(1);
    kernel.length = 2;
    recorder.closing(owner, FD);
    kernel.open = false;
    assertTrue(listeners.closes().arePending(before));
    settings.wantPorts(port -> port == 9000);
    poll(2);
    assertFalse(listeners.closes().arePending(before));
    assertEquals(List.of(), lines);
  }

  /** It is closed before a poll has seen it, which no poll then watches. */
  @Test
  void noReportIsAwaitedOfAListenerThatWasNeverWanted() {
    long before = System.nanoTime();
    poll(1);
    kernel.port = 9999;
    recorder.listening(owner, FD, 100);
    kernel.length = 2;
    recorder.closing(owner, FD);
    kernel.open = false;
    assertTrue(listeners.closes().arePending(before));
    poll(2);
    assertFalse(listeners.closes().arePending(before));
    assertEquals(List.of(), lines);
  }

  /** The kernel holds up the events of a set while it lists it. */
  @Test
  void epollSetsAreReadWhereTheyAreSmall() {
    host.descriptors = new Descriptors(999, 100_000);
    waitsInASelector();
    assertTrue(host.registrationsRead > 0);
    assertTrue(lines.toString().contains(" cause=paused"), lines::toString);
  }

  @Test
  void epollSetsAreNotReadWhereTheyMayBeLarge() {
    host.descriptors = new Descriptors(1_000, 100_000);
    waitsInASelector();
    assertEquals(0, host.registrationsRead);
    assertTrue(lines.toString().contains(" cause=unknown"), lines::toString);
  }

  @Test
  void epollSetsAreNotReadWhereNobodyKnowsTheirSize() {
    host.descriptors = Descriptors.UNKNOWN;
    waitsInASelector();
    assertEquals(0, host.registrationsRead);
  }

  private void waitsInASelector() {
    threads.state = Thread.State.RUNNABLE;
    threads.sleeps = new StackTraceElement("sun.nio.ch.EPoll", "wait", null, -2);
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(1);
    kernel.length = 3;
    poll(40);
  }

  @Test
  void aThresholdThatIsRaisedInAnIncidentMakesNoFigureUntrue() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    kernel.length = 1;
    poll(4);
    kernel.reading = AcceptedReading.pack(1, 0, 300, 0);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    settings.thresholds().change(1_000 * MILLIS, 0.8);
    recorder.measureFrom(1_000, 1_000);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    kernel.length = 0;
    poll(11);
    String recovered = lines.get(lines.size() - 1);
    assertTrue(recovered.contains("2 connections waited over 200 ms"), recovered);
    kernel.length = 1;
    poll(9);
    assertFalse(lines.get(lines.size() - 1).contains("event=slow"), "not before a second");
    poll(4);
    assertTrue(lines.get(lines.size() - 1).contains("event=slow"), lines::toString);
  }

  @Test
  void anIncidentEndsWithItsListener() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    kernel.length = 3;
    poll(4);
    kernel.open = false;
    poll(1);
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).contains("was closed in the middle of an incident"), lines.get(1));
    assertTrue(lines.get(1).contains("event=closed incident=1"), lines.get(1));
  }

  /** Between the namespace's counters and the listener's. */
  @Test
  void reportsARefusalWhileThePollIsBeingMade() {
    kernel.limit = 5;
    recorder.listening(owner, FD, 5);
    recorder.entered(owner, FD);
    poll(2);
    kernel.length = 1;
    kernel.refusedMeanwhile = 7;
    poll(UNTIL_FIRST_LINE);
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).contains("event=overflow"), lines.get(0));
    assertTrue(lines.get(0).contains("overflows=7 drops=7"), lines.get(0));
  }

  /** Nothing waits at this poll, nor did at the one before. */
  @Test
  void reportsARefusalBetweenTwoPolls() {
    kernel.limit = 5;
    recorder.listening(owner, FD, 5);
    recorder.entered(owner, FD);
    poll(2);
    accept(0);
    kernel.refusedMeanwhile = 7;
    poll(UNTIL_FIRST_LINE);
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).contains("overflows=7 drops=7"), lines.get(0));
  }

  /** How many came is known when those refused may come again. */
  @Test
  void reportsTheSizeOfABurstAfterASecond() {
    recorder.listening(owner, FD, 50);
    recorder.entered(owner, FD);
    kernel.settings.put(KernelSetting.SOMAXCONN, "4096");
    poll(30);
    for (int i = 0; i < 101; i++) {
      accept(0);
    }
    kernel.overflows = 429;
    kernel.drops = 429;
    poll(UNTIL_FIRST_LINE);
    assertTrue(lines.removeIf(line -> line.endsWith(" event=refused_clients")), "once");
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("cause=pending"), lines.get(0));
    poll(10 - UNTIL_FIRST_LINE);
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).contains("530 connections came within 0.1 s"), lines.get(1));
    assertTrue(lines.get(1).contains("at least 1024; net.core.somaxconn is 4096"), lines.get(1));
    assertTrue(lines.get(1).contains("event=cause"), lines.get(1));
    assertTrue(lines.get(1).contains("cause=backlog_too_small"), lines.get(1));
  }

  /** What was taken as always needs no place in the queue. */
  @Test
  void ofABurstAmidstSteadyTrafficOnlyTheRestNeedsALongerQueue() {
    kernel.limit = 10;
    recorder.listening(owner, FD, 10);
    recorder.entered(owner, FD);
    kernel.settings.put(KernelSetting.SOMAXCONN, "4096");
    poll(30);
    for (int i = 0; i < 200; i++) {
      accept(0);
      if (i % 20 == 19) {
        poll(1);
      }
    }
    for (int i = 0; i < 30; i++) {
      accept(0);
    }
    kernel.overflows = 18;
    kernel.drops = 18;
    for (int i = 0; i < 10; i++) {
      poll(1);
      for (int j = 0; j < 20; j++) {
        accept(0);
      }
    }
    String line = lines.get(lines.size() - 1);
    assertTrue(line.contains("88 connections came within 0.3 s, after 200 a second, and"), line);
    assertTrue(line.contains("at least 32; net.core.somaxconn is 4096"), line);
  }

  /** They came within one poll, not since the last one at which anything was to be seen. */
  @Test
  void whatComesAfterAQuietTimeComesAllAtOnce() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(8);
    kernel.length = 100;
    poll(1);
    kernel.length = 101;
    poll(1);
    assertTrue(recording.toString().contains("peakPerSecond=1000.0"), recording.toString());
  }

  /** Accepted, but not counted yet. */
  @Test
  void reportsARefusalThatLeavesNoTraceWithinASecond() {
    kernel.limit = 5;
    recorder.listening(owner, FD, 5);
    recorder.entered(owner, FD);
    poll(2);
    kernel.refusedMeanwhile = 7;
    poll(9 + UNTIL_FIRST_LINE);
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).contains("overflows=7 drops=7"), lines.get(0));
  }

  /** A server that starts again into a crowd drops most of it before the first poll. */
  @Test
  void whatWasDroppedSinceItWasBoundCounts() {
    poll(1);
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    kernel.length = 101;
    kernel.drops = 7;
    kernel.overflows = 7;
    poll(UNTIL_FIRST_LINE);
    assertTrue(lines.get(0).contains("overflows=7 drops=7"), lines::toString);
  }

  /** Nobody had read the counters of the namespace by then. */
  @Test
  void whatWasDroppedBeforeTheFirstPollDoesNotCount() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    kernel.drops = 549;
    kernel.overflows = 549;
    poll(1);
    kernel.length = 101;
    kernel.drops += 7;
    kernel.overflows += 7;
    poll(UNTIL_FIRST_LINE);
    assertTrue(lines.get(0).contains("overflows=7 drops=7"), lines::toString);
    assertEquals(7, sampler.listeners().get(0).drops);
    kernel.drops = 3;
    poll(10);
    assertEquals(3, sampler.listeners().get(0).drops, "its 32 bits have wrapped");
  }

  /** The counters were read a moment before it came. */
  @Test
  void whatASecondListenerDroppedSinceItWasBoundCounts() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    Object second = new Object();
    recorder.listening(second, FD + 1, 100);
    recorder.entered(second, FD + 1);
    kernel.length = 101;
    kernel.drops = 7;
    kernel.overflows = 7;
    poll(UNTIL_FIRST_LINE);
    long told = lines.stream().filter(line -> line.contains("overflows=7 drops=7")).count();
    assertEquals(2, told, lines::toString);
  }

  /** It may have dropped them at any time before the agent came. */
  @Test
  void whatWasDroppedBeforeItWasKnownDoesNot() {
    poll(1);
    kernel.length = 101;
    kernel.drops = 7;
    kernel.overflows = 7;
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(30);
    assertTrue(lines.toString().contains("overflows=0 drops=0"), lines::toString);
  }

  /**
   * Those that nothing waits for are not asked for their drops when those of the first are seen.
   */
  @Test
  void listenersThatRefuseAtTheSameTimeAreAllTold() {
    kernel.limit = 5;
    recorder.listening(owner, FD, 5);
    recorder.entered(owner, FD);
    for (int i = 0; i < others.length; i++) {
      others[i] = new Object();
      recorder.listening(others[i], FD + 1 + i, 5);
      recorder.entered(others[i], FD + 1 + i);
    }
    poll(2);
    accept(0);
    kernel.overflows = 7;
    kernel.drops = 7;
    poll(1 + UNTIL_FIRST_LINE);
    assertTrue(lines.removeIf(line -> line.endsWith(" event=refused_clients")), "once");
    assertEquals(1 + others.length, lines.size());
    for (String line : lines) {
      assertTrue(line.contains("overflows=7 drops=7"), line);
    }
  }

  @Test
  void whatTheOwnThreadWaitedForIsAskedForWhereAPollComesLate() {
    poll(2);
    int before = host.lateReadings;
    poll(5);
    assertEquals(before, host.lateReadings);
    // As after the ports were counted: by the loop's own account the poll is not late.
    nowNanos += 50 * MILLIS;
    poll(1);
    assertEquals(before + 1, host.lateReadings);
  }

  @Test
  void whereNothingHappensDropsAreAskedForAsSeldomAsTheNamespacesCounters() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(2);
    int before = kernel.dropsRead;
    poll(20);
    assertEquals(2, kernel.dropsRead - before);
  }

  /** The counters are the whole namespace's; a drop may be that of a half-open probe. */
  @Test
  void whatOverflowsElsewhereIsNotOurs() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.overflows = 5;
    poll(11);
    kernel.overflows = 6;
    poll(1);
    kernel.drops = 1;
    kernel.synDrops = 1;
    poll(1);
    assertEquals(List.of(), lines);
  }

  @Test
  void reportsClientsThatLeftWhileTheyWaitedBesideTheCause() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 2;
    poll(3);
    kernel.length = 0;
    accept(300);
    kernel.reading = AcceptedReading.pack(CLOSE_WAIT, 0, 310, 0);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(12);
    String recovered = lines.get(lines.size() - 1);
    assertTrue(recovered.contains("; 1 client had left before it was accepted"), recovered);
    assertTrue(recovered.contains(" abandoned=1 "), recovered);
    assertTrue(
        recovered.contains("cause=accept_thread_blocked contributing=clients_gave_up"), recovered);
  }

  /** As a proxy's check of the port does, which is content with the handshake. */
  @Test
  void whoeverLeavesAsSoonAsItIsConnectedHasNotGivenUp() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 3;
    poll(3);
    kernel.length = 0;
    accept(300);
    kernel.reading = AcceptedReading.pack(CLOSE_WAIT, 0, 310, 0, 310, 1);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(12);
    String recovered = lines.get(lines.size() - 1);
    assertTrue(
        recovered.contains(
            "; 1 client had left before it was accepted, within 200 ms of connecting, as health"
                + " checks do | "),
        recovered);
    assertTrue(recovered.contains(" abandoned=1 "), recovered);
    assertFalse(recovered.contains("clients_gave_up"), recovered);
  }

  @Test
  void whoeverGivesUpIsToldBesideThoseThatDoNot() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 3;
    poll(3);
    kernel.length = 0;
    accept(300);
    kernel.reading = AcceptedReading.pack(CLOSE_WAIT, 0, 310, 0, 310, 1);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    kernel.reading = AcceptedReading.pack(CLOSE_WAIT, 0, 310, 0, 0, 1);
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
    poll(12);
    String recovered = lines.get(lines.size() - 1);
    assertTrue(
        recovered.contains(
            "; 3 clients had left before they were accepted, 2 of them within 200 ms of"
                + " connecting, as health checks do | "),
        recovered);
    assertTrue(recovered.contains("contributing=clients_gave_up"), recovered);
  }

  /** It has the descriptor that the one that was watched had. */
  @Test
  void whatHappensToAnotherListenerIsNotTold() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.identity = 2;
    kernel.length = 101;
    poll(1);
    assertEquals(List.of(), sampler.listeners().stream().filter(each -> !each.closed).toList());
    poll(20);
    assertEquals(List.of(), lines);
  }

  @Test
  void anotherIdleListenerInItsPlaceIsNoticedSoon() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.identity = 2;
    poll(10);
    assertEquals(List.of(), sampler.listeners().stream().filter(each -> !each.closed).toList());
  }

  @Test
  void aPortThatIsNotWantedIsLeftAlone() {
    kernel.port = 9999;
    recorder.listening(owner, FD, 100);
    kernel.length = 101;
    poll(10);
    accept(5000);
    poll(1);
    assertEquals(List.of(), lines);
    assertEquals(List.of(), sampler.listeners());
  }

  @Test
  void aSamplerThatCameLateItselfBlamesNoThread() {
    recorder.listening(owner, FD, 100);
    poll(1);
    nowNanos += 1_300 * MILLIS;
    accept(1_200);
    nowNanos += 100 * MILLIS;
    sampler.poll(nowNanos, 1_300 * MILLIS);
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("The whole process stood still for 1.3 s"), lines::toString);
    assertTrue(lines.get(0).endsWith("cause=process_stopped"), lines::toString);
  }

  private void accept(long waitMillis) {
    kernel.reading = ESTABLISHED | waitMillis;
    recorder.accepted(owner, FD, ACCEPTED, Long.MIN_VALUE, nowNanos);
  }

  @Test
  void anotherCauseIsReportedOnceItHasShownTwice() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 37;
    poll(5);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).endsWith("cause=accept_thread_blocked"), lines::toString);
    host.descriptors = new Descriptors(80, 80);
    for (int i = 0; i < 50 && lines.size() == 1; i++) {
      poll(1);
    }
    assertTrue(lines.get(1).contains(" cause=fd_exhaustion"), lines::toString);
    assertEquals(
        2,
        Judgement.parseAll(recording.toString()).stream()
            .filter(each -> each.verdict().equals("fd_exhaustion"))
            .count());
    host.descriptors = Descriptors.UNKNOWN;
    poll(100);
    assertEquals(3, lines.size(), "and so is the one after it: " + lines);
    assertTrue(lines.get(2).endsWith(" cause=accept_thread_blocked"), lines::toString);
    kernel.length = 0;
    poll(11);
    assertTrue(
        lines.get(3).endsWith(" cause=accept_thread_blocked contributing=fd_exhaustion"),
        lines::toString);
  }

  /** As in a server that is stopped after its own limit was reached, and freed again. */
  @Test
  void anotherTroubleInAnIncidentThatIsStillOpenIsJudgedByItself() {
    kernel.limit = 5;
    recorder.listening(owner, FD, 5);
    recorder.entered(owner, FD);
    poll(1);
    for (int i = 0; i < 4; i++) {
      kernel.length = 2;
      poll(5);
      kernel.length = 0;
      accept(400);
      accept(300);
      poll(i < 3 ? 80 : 20);
    }
    assertEquals(7, lines.size(), "the last is quiet for 8 s before it ends: " + lines);
    lines.clear();
    nowNanos += 2_400 * MILLIS;
    accept(2_300);
    kernel.refusedMeanwhile = 1;
    sampler.poll(nowNanos, 2_400 * MILLIS);
    poll(2);
    assertTrue(lines.removeIf(line -> line.endsWith(" event=refused_clients")));
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("ERROR "), lines::toString);
    assertTrue(lines.get(0).contains("1 connection waited 2.3 s"), lines::toString);
    assertTrue(lines.get(0).contains("stood still for 2.3 s of"), lines::toString);
    assertTrue(lines.get(0).endsWith(" cause=process_stopped"), lines::toString);
    accept(0);
    poll(300);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines.get(1).endsWith(" cause=process_stopped contributing=accept_thread_blocked"),
        lines::toString);
  }

  @Test
  void saysWhyAsSoonAsThereIsMemoryForTheWords() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 37;
    memoryForWords = false;
    assertThrows(OutOfMemoryError.class, () -> poll(5));
    memoryForWords = true;
    poll(1);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).endsWith("cause=accept_thread_blocked"), lines::toString);
  }

  @Test
  void countsAnIncidentOnceHoweverOftenItsLastLineFails() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 37;
    poll(5);
    kernel.open = false;
    memoryForWords = false;
    for (int i = 0; i < 3; i++) {
      assertThrows(OutOfMemoryError.class, () -> poll(1));
    }
    memoryForWords = true;
    poll(1);
    assertTrue(lines.get(lines.size() - 1).contains(" event=closed "), lines::toString);
    assertEquals(
        Map.of(CauseId.ACCEPT_THREAD_BLOCKED, 1L), sampler.listeners().get(0).incidentsByCause);
  }

  @Test
  void saysThatItIsSlowAsSoonAsThereIsMemoryForTheWordsAlsoWhereItDoesNotKnowWhy() {
    recorder.listening(owner, FD, 100);
    recorder.entered(owner, FD);
    poll(1);
    kernel.length = 37;
    host.fails = true;
    memoryForWords = false;
    assertThrows(OutOfMemoryError.class, () -> poll(5));
    memoryForWords = true;
    poll(1);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).endsWith("cause=pending"), lines::toString);
  }

  @Test
  void watchesWhatItFoundWhileThereWasNoMemory() {
    kernel.memory = false;
    recorder.listening(owner, FD, 100);
    recorder.listening(new Object(), FD + 1, 100);
    assertThrows(OutOfMemoryError.class, () -> poll(1));
    kernel.memory = true;
    poll(1);
    assertEquals(2, sampler.listeners().size());
  }

  private void poll(int times) {
    for (int i = 0; i < times; i++) {
      nowNanos += 100 * MILLIS;
      sampler.poll(nowNanos, 0);
    }
  }

  private static final class Sleeper implements AcceptorProbe {
    Thread.State state = Thread.State.TIMED_WAITING;
    StackTraceElement sleeps = new StackTraceElement("java.lang.Thread", "sleep", null, -2);

    @Override
    public AcceptorSample sample(Thread acceptor) {
      return new AcceptorSample(
          "main",
          state,
          new StackTraceElement[] {
            sleeps, new StackTraceElement("com.acme.Shop", "load", "Shop.java", 42)
          },
          null,
          null,
          new StackTraceElement[0]);
    }

    @Override
    public Workers serving(Thread acceptor) {
      return Workers.UNKNOWN;
    }

    @Override
    public boolean isOfPool(Thread acceptor) {
      return false;
    }

    @Override
    public List<AcceptorSample> all() {
      return List.of();
    }

    @Override
    public HandOver handOver(Thread acceptor) {
      return HandOver.UNKNOWN;
    }

    @Override
    public Holders holders(Thread acceptor) {
      return Holders.NONE;
    }

    @Override
    public Thread completing(Object listener) {
      return null;
    }

    @Override
    public AsyncAccept asyncAccept(Object listener, Thread completing) {
      return AsyncAccept.UNKNOWN;
    }

    @Override
    public Workers group(Object listener) {
      return Workers.UNKNOWN;
    }

    @Override
    public boolean waitsInsideAccept(Object listener) {
      return state != Thread.State.RUNNABLE;
    }

    @Override
    public boolean isAsynchronous(Object listener) {
      return false;
    }
  }

  private static final class QuietHost implements HostProbe {
    int lateReadings;
    int registrationsRead;
    Descriptors descriptors = Descriptors.UNKNOWN;
    boolean fails;

    @Override
    public void read(HostReading into, boolean late, boolean all) {
      lateReadings += late ? 1 : 0;
      into.runDelayNanos = 0;
    }

    @Override
    public Descriptors descriptors() {
      if (fails) {
        throw new IllegalStateException("no evidence today");
      }
      return descriptors;
    }

    @Override
    public Registration registration(int fd) {
      registrationsRead++;
      return Registration.NOT_FOR_ACCEPT;
    }
  }

  private final class ScriptedKernel implements AcceptProbe, ListenerProbe, HandshakeProbe {
    boolean open = true;
    Runnable meanwhile = () -> {};
    boolean goesOn;
    long readingLater = -1;
    boolean memory = true;
    int[] unhooked = {};
    int port = 8080;
    int length;
    int limit = 100;
    long drops;
    long overflows;
    int refusedMeanwhile;
    int dropsRead;
    long synDrops;
    long synCookies;
    long cookiesReceived;
    long reading;
    long identity = 1;

    /** Other descriptors of the socket that {@link #FD} stands for. */
    List<Integer> duplicates = List.of();

    List<Integer> closed = List.of();
    final Map<KernelSetting, String> settings =
        new EnumMap<>(Map.of(KernelSetting.SOMAXCONN, "128"));
    @Nullable HalfOpen halfOpen;
    @Nullable WaitingClients waiting;

    @Override
    public long accepted(int fd) {
      return reading;
    }

    @Override
    public void describe(int listenerFd, int acceptedFd, ClientReading into) {}

    @Override
    public long identity(int fd) {
      if (closed.contains(fd)) {
        return 0;
      }
      return fd == FD || duplicates.contains(fd) ? identity : identity + 1_000_000L * (fd + 1);
    }

    @Override
    public boolean read(int fd, long wanted, boolean all, QueueReading into) {
      meanwhile.run();
      into.length = length;
      into.readNanos = nowNanos;
      into.limit = limit;
      overflows += refusedMeanwhile;
      drops += refusedMeanwhile;
      refusedMeanwhile = 0;
      if (all || length != 0) {
        dropsRead++;
        into.drops = drops;
      }
      return open && !closed.contains(fd) && (wanted == 0 || wanted == identity(fd));
    }

    @Override
    public LocalAddress localAddress(int fd) {
      if (!memory) {
        throw new OutOfMemoryError("Java heap space");
      }
      return new LocalAddress("0.0.0.0", port, false);
    }

    @Override
    public int queueLength(int listenerFd) {
      return length;
    }

    @Override
    public boolean stillListens(int wantedPort, long wanted) {
      return goesOn;
    }

    @Override
    public long acceptedEarlier(int fd) {
      return readingLater;
    }

    @Override
    public int[] listening() {
      return unhooked;
    }

    @Override
    public NamespaceCounters counters() {
      return NamespaceCounters.of(
          overflows, overflows + synDrops, synDrops, synCookies, synCookies, cookiesReceived);
    }

    @Override
    public @Nullable KernelVersion kernel() {
      return KernelVersion.parse("6.18.44");
    }

    @Override
    public KernelSettings settings() {
      return new KernelSettings(settings);
    }

    @Override
    public @Nullable HalfOpen halfOpen() {
      return halfOpen;
    }

    @Override
    public @Nullable WaitingClients waiting(int port) {
      return waiting;
    }
  }

  private static final class NothingLoaded implements ApplicationClasses {
    @Override
    public boolean has(String className) {
      return false;
    }

    @Override
    public @Nullable String version(String className) {
      return null;
    }
  }
}
