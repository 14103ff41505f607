package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvidenceTextTest {
  private static final StackTraceElement[] STACK = {
    new StackTraceElement("java.lang.Thread", "sleep", "Thread.java", -2),
    new StackTraceElement("com.acme.Shop$$Lambda$14/0x0000000800c03000", "run", null, -1),
    new StackTraceElement("com.acme.ShopKt", "loads (all) of it", "Shop.kt", 42),
    new StackTraceElement("com.acme.Shop", "<init>", "Shop.java", -1),
  };

  static List<Field> fields() {
    return publicFields(Evidence.Builder.class);
  }

  /**
   * Whoever adds a field must have it recorded, or rules that look at it are not to be replayed.
   */
  @ParameterizedTest
  @MethodSource("fields")
  void everyFieldIsWrittenAndReadBack(Field field) throws Exception {
    Evidence evidence = everythingKnown();
    String text = EvidenceText.of(evidence);
    assertTrue(
        text.lines().anyMatch(line -> line.matches(field.getName() + "[.=:].*")),
        "EvidenceText.pass does not know " + field.getName());
    if (field.getType().equals(Asked.class)) {
      // What was asked for has a test of its own.
      return;
    }
    Field built = Evidence.class.getField(field.getName());
    Object written = built.get(evidence);
    Object read = built.get(parse(text));
    if (field.getType().isPrimitive()) {
      assertNotEquals(built.get(nothingKnown()), written, "the test would not see the difference");
      assertEquals(written, read);
    } else {
      assertKeepsPublicFigures(written, read);
    }
  }

  private static void assertKeepsPublicFigures(Object written, Object read) throws Exception {
    for (Field field : publicFields(written.getClass())) {
      if (field.getType().isPrimitive()) {
        assertNotEquals(-1, ((Number) field.get(written)).longValue(), field::toString);
        assertEquals(field.get(written), field.get(read), field.toString());
      }
    }
  }

  @Test
  void textBecomesEvidenceAndTheSameTextAgain() throws Exception {
    for (Evidence evidence : List.of(nothingKnown(), everythingKnown())) {
      String text = EvidenceText.of(evidence);
      assertEquals(text, EvidenceText.of(parse(text)));
    }
  }

  @Test
  void threadsAndTheirStacksComeBackAsTheyWere() throws Exception {
    Evidence evidence = parse(EvidenceText.of(everythingKnown()));
    AcceptorView acceptor = evidence.acceptor;
    assertEquals("shop\n\\nfloor", acceptor.sample().threadName());
    assertEquals(", in 7 of 9 samples within 0.8 s", acceptor.howOften());
    assertEquals(3, acceptor.places());
    assertEquals(Doing.ENDED, acceptor.doing());
    assertEquals(Arrays.asList(STACK), Arrays.asList(acceptor.stack()));
    assertEquals("java.lang.Object", acceptor.sample().lock());
    assertEquals("owner", acceptor.sample().lockOwner());
    assertEquals(List.of(STACK[2]), Arrays.asList(acceptor.sample().ownerStack()));
    Workers workers = evidence.workers;
    assertEquals(10, workers.total());
    assertEquals(2, workers.busy());
    assertEquals(Arrays.asList(STACK), Arrays.asList(workers.busyOnes().get(1).stack()));
    assertEquals("worker 2", workers.busyOnes().get(1).threadName());
    assertEquals("place", workers.waitingForPlace().where());
    assertEquals(12, workers.threads());
    assertEquals(20, workers.threadsMax());
  }

  @Test
  void whatServesComesBack() throws Exception {
    Serving serving = parse(EvidenceText.of(everythingKnown())).servingAsked();
    assertEquals("exec", serving.workers().sample().threadName());
    assertEquals(3, serving.queued());
    assertTrue(serving.isExhausted());
    assertTrue(serving.acceptorIsOfPool());
    assertTrue(serving.pollerGone());
    assertEquals("loop", serving.threads().get(0).threadName());
    assertTrue(serving.carriers().isNoneFree());
    assertEquals("#7", serving.carriers().holders().get(0).threadName());
  }

  @Test
  void theLimitOfThreadsComesBack() throws Exception {
    TaskLimit tasks = parse(EvidenceText.of(everythingKnown())).tasksAsked();
    assertEquals(TaskLimit.By.USER, tasks.by());
    assertEquals(505, tasks.used());
    assertEquals(512, tasks.allowed());
  }

  @Test
  void whomTheAcceptorWaitsForComesBack() throws Exception {
    Evidence evidence = parse(EvidenceText.of(everythingKnown()));
    assertEquals(HandOver.Link.HANDS_TO, evidence.handOver.link());
    assertTrue(evidence.handOver.full());
    assertEquals(3, evidence.handOver.threads().total());
    assertEquals("taker", evidence.handOver.threads().sample().threadName());
    assertEquals("holder", evidence.holders.chain().get(1).threadName());
    assertTrue(evidence.holders.deadlock());
    assertEquals(AsyncAccept.Asked.NO, evidence.asyncAccept.asked());
    assertTrue(evidence.asyncAccept.inHandler());
    assertEquals("place", evidence.binder.where());
  }

  @Test
  void whereTheAcceptorCannotAcceptComesBack() throws Exception {
    Elsewhere elsewhere = parse(EvidenceText.of(everythingKnown())).elsewhere;
    assertEquals(2, elsewhere.outsideTask());
    assertEquals(3, elsewhere.atAnother());
    assertTrue(elsewhere.others());
  }

  @Test
  void whatWasAskedForComesBack() throws Exception {
    Evidence evidence = parse(EvidenceText.of(everythingKnown()));
    assertEquals(5, evidence.connections().open());
    assertEquals(7, evidence.connections().elsewhere());
    assertEquals(8, evidence.connections().closedByServer());
    assertEquals(9, evidence.figures().limit());
    assertEquals(11, evidence.figures().workers());
  }

  @Test
  void whatWasCountedOfABurstComesBack() throws Exception {
    Evidence evidence = parse(EvidenceText.of(everythingKnown()));
    assertEquals(600, evidence.burst.came());
    assertEquals(200_000_000, evidence.burst.nanos());
    assertTrue(evidence.burst.exact());
    assertFalse(evidence.burst.settled());
    assertEquals(450, evidence.burst.refused());
    assertEquals(120, evidence.burst.steadyPerSecond(), 0.001);
    assertEquals(1800, evidence.turnover.accepted());
    assertEquals(1750, evidence.turnover.closed());
    assertEquals(2_000_000_000, evidence.turnover.nanos());
  }

  @Test
  void whatNobodyAskedForIsNotFetchedInOrderToBeWritten() {
    AtomicInteger fetched = new AtomicInteger();
    Evidence.Builder builder = new Evidence.Builder();
    builder.connections =
        Asked.of(Connections.UNKNOWN, () -> new Connections(fetched.incrementAndGet(), 0, 0, 0));
    Evidence evidence = builder.build();
    assertEquals(-1, parse(EvidenceText.of(evidence)).connections().open());
    assertEquals(0, fetched.get());
    assertEquals(1, evidence.connections().open());
    assertEquals(1, evidence.connections().open(), "fetched twice");
    assertEquals(1, parse(EvidenceText.of(evidence)).connections().open());
  }

  @Test
  void aStackIsWrittenOnce() throws Exception {
    String text = EvidenceText.of(everythingKnown());
    assertEquals(
        1, text.lines().filter("  java.lang.Thread.sleep(Thread.java:-2)"::equals).count(), text);
  }

  @Test
  void whatWasNotAskedWhenItWasRecordedIsNotMadeUp() throws Exception {
    Evidence evidence = everythingKnown();
    assertTrue(evidence.loaded.test("com.acme.Shop"));
    Evidence read = parse(EvidenceText.of(evidence));
    assertTrue(read.loaded.test("com.acme.Shop"));
    assertThrows(IllegalStateException.class, () -> read.loaded.test("com.acme.Other"));
  }

  @Test
  void whoListensComesBack() throws Exception {
    ServerIdentity server = parse(EvidenceText.of(everythingKnown())).server;
    assertEquals("Tomcat 10.1.24", server.spelled());
    assertEquals("maxConnections", server.limitKey());
    assertEquals(Arrays.asList(STACK), Arrays.asList(server.bound()));
    assertFalse(parse(EvidenceText.of(nothingKnown())).server.known());
  }

  /** It knows the acceptor's stack, and whether Spring Boot is there at all. */
  @Test
  void recognisesTheServerOfAnOlderRecordingByItsAcceptor() {
    String text =
        """
        acceptor=true
        acceptor.sample.stack:
          org.apache.tomcat.util.net.Acceptor.run(Acceptor.java:1)
        loaded:
          org.springframework.boot.SpringApplication\s""";
    assertEquals("Tomcat", parse(text + "false\n").server.spelled());
    assertEquals("Spring Boot (Tomcat)", parse(text + "true\n").server.spelled());
    assertEquals("server.tomcat.max-connections", parse(text + "true\n").server.limitKey());
  }

  @Test
  void anOlderRecordingHasNoLineForALaterField() throws Exception {
    String text = EvidenceText.of(everythingKnown()).replaceAll("(?m)^requestedBacklog=.*\n", "");
    assertEquals(-1, parse(text).requestedBacklog);
  }

  @Test
  void aLaterFieldIsNotPassedOver() {
    assertEquals(
        "this version does not know [moonPhase] of the recording; a newer one wrote it, or it was edited",
        assertThrows(IllegalArgumentException.class, () -> parse("length=1\nmoonPhase=3\n"))
            .getMessage());
  }

  private static Evidence parse(String text) {
    return EvidenceText.parse(text.lines().toList());
  }

  /** No figure is at its default. */
  private static Evidence everythingKnown() throws Exception {
    Evidence.Builder evidence = new Evidence.Builder();
    int figure = 17;
    for (Field field : fields()) {
      if (field.getType() == boolean.class) {
        field.set(evidence, true);
      } else if (field.getType() == double.class) {
        field.set(evidence, figure++ / 7.0);
      } else if (field.getType().isPrimitive()) {
        field.set(evidence, figure++);
      }
    }
    AcceptorSample sample =
        new AcceptorSample(
            "shop\n\\nfloor",
            Thread.State.TIMED_WAITING,
            STACK,
            "java.lang.Object",
            "owner",
            new StackTraceElement[] {STACK[2]});
    evidence.acceptor = new AcceptorView(Doing.ENDED, "place", sample, 7, 9, 800_000_000, 3);
    evidence.workers =
        new Workers(10, 12, 20, List.of(worker("worker 1"), worker("worker 2")), evidence.acceptor);
    evidence.serving =
        Asked.known(
            new Serving.Builder()
                .pool(List.of(worker("exec")), 1, 2, 3)
                .acceptorIsOfPool(true)
                .pollerGone(true)
                .threads(List.of(worker("loop")))
                .carriers(new CarrierSample(true, false, 2, 2, 2, Set.of(), List.of(worker("#7"))))
                .build());
    evidence.requests = Asked.known(new OpenRequests(37, 38));
    evidence.handOver =
        new HandOver(HandOver.Link.HANDS_TO, Workers.of(List.of(worker("taker")), 2, 4, 5), true);
    evidence.holders = new Holders(List.of(sample, worker("holder")), true);
    evidence.asyncAccept = new AsyncAccept(AsyncAccept.Asked.NO, true);
    evidence.binder = evidence.acceptor;
    evidence.burst = new FirstBurst(600, true, 200_000_000, false).after(700).amidst(450, 120);
    evidence.turnover = new Turnover(1800, 1750, 2_000_000_000);
    evidence.descriptors = new Descriptors(70, 80, true);
    evidence.connections = Asked.known(new Connections(5, 6, 8, 7));
    evidence.figures = Asked.known(new ServerFigures(8, 9, 7, 10, 11));
    evidence.virtualThreads =
        Asked.known(new VirtualThreads(9, true, List.of(worker("#3"), worker("#4"))));
    evidence.registration = Asked.known(Registration.NOT_FOR_ACCEPT);
    evidence.tasks = Asked.known(new TaskLimit(TaskLimit.By.USER, 505, 512));
    evidence.jettyThreads = new JettyThreads(12, 13, 14, "qtp-1", true);
    evidence.elsewhere = new Elsewhere(2, 3, true);
    evidence.carriers =
        new Carriers(
            new CarrierSample(true, true, 4, 5, 3, Set.of(), List.of(worker("#1"), worker("#2"))),
            6,
            2,
            500_000_000);
    evidence.host = host(figure);
    evidence.loaded = new Answers(name -> name.endsWith("Shop"));
    evidence.server =
        new ServerIdentity(KnownServers.titled("Tomcat"), "10.1.24", "maxConnections", STACK);
    return evidence.build();
  }

  private static Evidence nothingKnown() {
    return new Evidence.Builder().build();
  }

  private static AcceptorSample worker(String name) {
    return new AcceptorSample(
        name, Thread.State.RUNNABLE, STACK, null, null, new StackTraceElement[0]);
  }

  private static HostPeriod host(int first) throws Exception {
    HostReading from = new HostReading();
    HostReading to = new HostReading();
    for (Field field : publicFields(HostReading.class)) {
      field.set(from, 5);
      field.set(to, first++);
    }
    return new HostPeriod(first, first + 1, from, to);
  }

  private static List<Field> publicFields(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .toList();
  }
}
