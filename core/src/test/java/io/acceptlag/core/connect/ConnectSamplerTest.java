package io.acceptlag.core.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.handshake.HalfOpen;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.PeerKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From what a connect records to the lines, with a scripted kernel. */
class ConnectSamplerTest {
  private static final long MILLIS = 1_000_000;
  private static final long SECOND = 1_000 * MILLIS;
  private static final long DATABASE = 0x0a00_0005L;
  private static final long LOOPBACK = 0x7f00_0001L;
  private static final int FD = 7;
  private static final long SYN_SENT = 2L << 32;
  private static final long ESTABLISHED = 1L << 32;
  private static final long EBADF = -9;

  private final Kernel kernel = new Kernel();
  private final Destinations destinations = new Destinations();
  private final ConnectRecorder recorder =
      new ConnectRecorder(destinations, new PendingConnects(), kernel);
  private final List<String> lines = new ArrayList<>();
  private final ConnectSampler sampler =
      new ConnectSampler(
          destinations,
          recorder,
          kernel,
          kernel,
          30 * SECOND,
          report -> lines.add(report.severity() + " " + report.line(null, false)));
  private long nowNanos = 100 * SECOND;

  @Test
  void aHealthyConnectIsNothingToTellAndAsksTheKernelNothing() {
    connect(3 * MILLIS);
    connect(899 * MILLIS);
    poll(1);
    assertEquals(List.of(), lines);
    assertEquals(0, kernel.asked);
    Destination destination = destinations.all().get(0);
    assertEquals("10.0.0.5:5432", destination.toString());
    assertEquals(2, destination.durations().count());
    assertEquals(902_000, destination.totalMicros());
  }

  @Test
  void synsThatWereSentAgain() {
    kernel.sockets.put(FD, ESTABLISHED | 2);
    connect(3_024 * MILLIS);
    poll(1);
    assertEquals(
        List.of(
            "WARN Connecting to 10.0.0.5:5432 is slow: 1 connection took 3.0 s, because the"
                + " far side, or the network, did not answer 2 SYNs at first. If that server's"
                + " accept queue is full, acceptlag there tells why."
                + " | destination=10.0.0.5:5432 event=connect_slow slow=1 connect_max_ms=3024"
                + " syn_retransmits=2"),
        lines);
    poll(19);
    assertEquals(1, lines.size());
    poll(1);
    assertTrue(
        lines.get(1).startsWith("INFO Nothing has been connected to 10.0.0.5:5432 for a while"),
        lines.get(1));
    assertTrue(lines.get(1).contains("trouble=connect_slow"), lines.get(1));
  }

  /** The network is slow, or the thread was; no SYN was lost. */
  @Test
  void longAloneIsNotLost() {
    kernel.sockets.put(FD, ESTABLISHED);
    connect(5_000 * MILLIS);
    poll(1);
    assertEquals(List.of(), lines);
  }

  @Test
  void isReportedAgainLessAndLess() {
    kernel.sockets.put(FD, ESTABLISHED | 1);
    for (int i = 0; i < 100; i++) {
      connect(1_000 * MILLIS);
      poll(1);
    }
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.get(2).contains(" slow=91 connect_max_ms=1000 syn_retransmits=91"));
  }

  @Test
  void refusalsInBulkOnly() {
    for (int i = 0; i < 4; i++) {
      fail("java.net.ConnectException", MILLIS);
    }
    poll(1);
    assertEquals(List.of(), lines);
    fail("java.net.ConnectException", MILLIS);
    poll(2);
    assertEquals(
        List.of(
            "WARN 10.0.0.5:5432 refuses connections, so nobody listens there or a firewall says so:"
                + " all of the last 5 connects failed within 1.0 s. | destination=10.0.0.5:5432"
                + " event=connect_failed error=refused failures=5 attempts=5"),
        lines);
  }

  /** As by a server that looks for others of its kind on this machine when it starts. */
  @Test
  void aLoopbackPortThatWasNeverReachedMayFailAFewTimes() {
    for (int i = 0; i < 9; i++) {
      failNearby();
    }
    poll(1);
    assertEquals(List.of(), lines);
    failNearby();
    poll(2);
    assertTrue(lines.get(0).contains(" failures=10 attempts=10"), lines::toString);
  }

  @Test
  void aLoopbackPortThatWasReachedIsReportedSooner() {
    recorder.connected(FD, recorder.destination(0, LOOPBACK, 8080, false), nowNanos, nowNanos);
    poll(1);
    for (int i = 0; i < 5; i++) {
      failNearby();
    }
    poll(2);
    assertTrue(lines.get(0).contains(" failures=5 attempts=5"), lines::toString);
  }

  private void failNearby() {
    recorder.failed(
        new Endpoint(0, LOOPBACK, 8080, false), nowNanos, nowNanos, "java.net.ConnectException");
  }

  @Test
  void fewAndFarBetweenIsNoBulk() {
    for (int i = 0; i < 20; i++) {
      fail("java.net.ConnectException", MILLIS);
      connect(MILLIS);
      poll(4);
    }
    assertEquals(List.of(), lines);
  }

  /** Who connects seldom never has many that fail, but may have none that does not. */
  @Test
  void allOfTheLastFew() {
    connect(MILLIS);
    poll(2);
    for (int i = 0; i < 2; i++) {
      fail("java.net.SocketTimeoutException", SECOND);
      poll(4);
    }
    assertEquals(List.of(), lines);
    fail("java.net.SocketTimeoutException", SECOND);
    poll(4);
    assertEquals(
        List.of(
            "WARN 10.0.0.5:5432 does not answer in time: all of the last 3 connects failed, over"
                + " 8.0 s. | destination=10.0.0.5:5432 event=connect_failed error=timed_out"
                + " failures=3 attempts=3"),
        lines);
    poll(15);
    assertEquals(1, lines.size());
    poll(2);
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "INFO Nothing has been connected to 10.0.0.5:5432 for a while, after 8.0 s in which"
                    + " 3 connects failed"),
        lines::toString);
  }

  /** Whoever has failed three times in a minute and tries on has not stopped after 20 s. */
  @Test
  void oneWhoTriesSeldomIsStillInTrouble() {
    for (int i = 0; i < 6; i++) {
      fail("java.net.SocketTimeoutException", SECOND);
      poll(30);
    }
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.get(1).contains("all of the last 4 connects failed"), lines.get(1));
    connect(MILLIS);
    poll(21);
    assertTrue(
        lines.get(3).startsWith("INFO Connecting to 10.0.0.5:5432 has gone well again"),
        lines::toString);
  }

  /** A retry or two that come at once are one. */
  @Test
  void aFewAtOnceAreNotAllOfTheLast() {
    for (int i = 0; i < 4; i++) {
      fail("java.net.ConnectException", MILLIS);
      poll(1);
    }
    poll(30);
    assertEquals(List.of(), lines);
  }

  @Test
  void theShareOfThoseThatFail() {
    for (int i = 0; i < 5; i++) {
      fail("java.net.ConnectException", MILLIS);
      connect(MILLIS);
    }
    poll(2);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN 10.0.0.5:5432 refuses some connections: 5 of 10 connects failed so within"
                    + " 1.0 s."),
        lines.get(0));
  }

  @Test
  void manyDestinationsThatRefuseAreOneLine() {
    for (int second = 0; second < 3; second++) {
      for (int i = 50 * second; i < 50 * second + 50; i++) {
        refuseFive(0x0a01_0000L + i);
      }
      poll(1);
    }
    poll(1);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN Connects to 100 destinations are refused: nobody listens there, or a firewall"
                    + " says so (10.1.0.0:80, 10.1.0.1:80, 10.1.0.2:80 and 97 more); 500 failed"),
        lines.get(0));
    assertTrue(lines.get(0).contains(" | destination=other event=connect_failed "), lines.get(0));
    assertTrue(lines.get(0).contains(" destinations=100 failures=500 error=refused"), lines.get(0));
    recorder.connected(
        FD, recorder.destination(0, 0x0a01_0000L, 80, false), nowNanos, nowNanos + MILLIS);
    poll(30);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "INFO Connects to 150 destinations have not failed any more for a while: 1 of"
                    + " them has been connected to since | destination=other"),
        lines.get(1));
  }

  @Test
  void afterAFewTheNextAreReportedTogether() {
    for (int i = 0; i < 8; i++) {
      refuseFive(0x0a01_0000L + i);
      poll(2);
    }
    assertEquals(6, lines.size(), lines::toString);
    assertTrue(lines.get(4).contains("10.1.0.4:80 refuses connections"), lines.get(4));
    assertTrue(lines.get(5).contains("Connects to 1 more destination are"), lines.get(5));
  }

  /** As with a setting that was forgotten. */
  @Test
  void aDestinationWithoutAPortIsOneOfItsOwn() {
    refuseFive(DATABASE, 0);
    poll(2);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("WARN 10.0.0.5:0 refuses"), lines.get(0));
  }

  @Test
  void whatIsTrueOfDestinationsThatAreNotToldApart() {
    for (int i = 0; i < Destinations.MAX; i++) {
      recorder.connected(
          FD, recorder.destination(0, 0x0a01_0000L + i, 443, false), nowNanos, nowNanos + MILLIS);
    }
    refuseFive(0x0a02_0000L);
    poll(2);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN Connects to destinations beyond the first 256, which are not told apart, are"
                    + " refused: all of the last 5 connects failed"),
        lines.get(0));
  }

  private void refuseFive(long address) {
    refuseFive(address, 80);
  }

  private void refuseFive(long address, int port) {
    for (int i = 0; i < 5; i++) {
      recorder.failed(
          new Endpoint(0, address, port, false),
          nowNanos - MILLIS,
          nowNanos,
          "java.net.ConnectException");
    }
  }

  @Test
  void theKernelsTimeoutHasTheExceptionOfARefusal() {
    for (int i = 0; i < 5; i++) {
      fail("java.net.ConnectException", 127 * SECOND);
    }
    poll(2);
    assertTrue(lines.get(0).contains("does not answer"), lines.get(0));
    assertTrue(lines.get(0).contains(" error=timed_out "), lines.get(0));
  }

  @Test
  void whatTheApplicationHasClosedItselfIsNoFailure() {
    for (int i = 0; i < 9; i++) {
      fail("java.nio.channels.AsynchronousCloseException", SECOND);
    }
    poll(1);
    assertEquals(List.of(), lines);
  }

  @Test
  void noPortIsLeft() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "32768\t60999");
    kernel.settings.put(KernelSetting.TW_REUSE, "2");
    kernel.use = new PortUse(28_232, 27_900);
    kernel.connections = 28_300;
    fail("java.net.BindException", MILLIS);
    poll(1);
    assertEquals(
        List.of(
            "ERROR No local port is left for connections to 10.0.0.5:5432: 28232 of 28232 in"
                + " net.ipv4.ip_local_port_range (32768 to 60999) are in use, 27900 in TIME_WAIT; 1"
                + " connect failed. Keep and reuse connections; else widen that range, use"
                + " more addresses, or set net.ipv4.tcp_tw_reuse=1 (it is 2: loopback only)."
                + " | destination=10.0.0.5:5432 event=ports_exhausted ports=28232 in_use=28232"
                + " time_wait=27900 tw_reuse=2 failures=1"),
        lines);
    poll(21);
    assertTrue(lines.get(1).contains("trouble=ports_exhausted"), lines.get(1));
  }

  /** An address that is not this host's has the same exception. */
  @Test
  void portsThatAreThereAreNotExhausted() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "32768\t60999");
    kernel.use = new PortUse(3, 0);
    kernel.connections = 28_300;
    fail("java.net.BindException", MILLIS);
    poll(2);
    assertEquals(1, lines.size());
    assertTrue(
        lines.get(0).contains("event=connect_failed error=address_not_available"), lines.get(0));
  }

  /** As of a Socket up to Java 12, and of Netty. */
  @Test
  void noPortIsLeftWhateverTheExceptionSays() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "20000 20099");
    kernel.use = new PortUse(100, 0);
    kernel.connections = 200;
    for (String exception :
        List.of("java.net.NoRouteToHostException", "java.net.ConnectException")) {
      for (int i = 0; i < 5; i++) {
        fail(exception, MILLIS);
      }
      poll(1);
    }
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.stream().allMatch(line -> line.contains("ports_exhausted")), lines::toString);
  }

  /** The kernel cannot be asked: nothing is known to be given up. */
  @Test
  void whereNoSocketCanBeRead() {
    for (int fd = 1; fd <= 5; fd++) {
      recorder.began(fd, 0, DATABASE, 5432, false, nowNanos);
      kernel.sockets.put(fd, -38L);
    }
    poll(30);
    assertEquals(List.of(), lines);
    recorder.finished(1, recorder.beginNanos(1), nowNanos);
    assertEquals(1, destinations.all().get(0).durations().count());
  }

  @Test
  void reportsATroubleThatComesBackLessOften() {
    kernel.sockets.put(FD, ESTABLISHED | 1);
    for (int i = 0; i < 20; i++) {
      connect(1_000 * MILLIS);
      poll(30);
    }
    assertTrue(lines.size() <= 9, lines::toString);
  }

  @Test
  void portsAreRunningOut() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "20000 20099");
    kernel.connections = 51;
    for (int i = 0; i < 51; i++) {
      connect(MILLIS);
    }
    kernel.use = new PortUse(50, 0);
    poll(1);
    assertEquals(List.of(), lines);
    kernel.use = new PortUse(51, 20);
    poll(15);
    assertEquals(1, lines.size());
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN Local ports for connections to 10.0.0.5:5432 are running out: 51 of 100"),
        lines.get(0));
    assertTrue(lines.get(0).contains("about 20 times as long"), lines.get(0));
    kernel.connections = 10;
    poll(45);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(1).contains("trouble=ports_low"), lines.get(1));
  }

  /** It walks the table of all connections, which none that keeps few of them is worth. */
  @Test
  void portsAreCountedAgainOnlyOnceThereMayBeEnoughOfThem() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "20000 20099");
    kernel.connections = 90;
    kernel.use = new PortUse(10, 0);
    for (int i = 0; i < 60; i++) {
      connect(MILLIS);
    }
    poll(60);
    assertEquals(1, kernel.walks);
    for (int i = 0; i < 40; i++) {
      connect(MILLIS);
    }
    kernel.use = new PortUse(51, 0);
    poll(15);
    assertEquals(2, kernel.walks);
    assertTrue(lines.get(0).contains("event=ports_low"), lines::toString);
  }

  /** Of a gateway whose network is gone, while many clients are connected to it. */
  @Test
  void manyThatFailAtOnceHaveNotAllRunOutOfPorts() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "20000 20099");
    kernel.connections = 300;
    kernel.use = new PortUse(1, 0);
    for (int i = 0; i < 100; i++) {
      for (int j = 0; j < 5; j++) {
        recorder.failed(
            new Endpoint(0, DATABASE + i, 443, false),
            nowNanos,
            nowNanos,
            "java.net.NoRouteToHostException");
      }
    }
    poll(1);
    assertTrue(
        kernel.walks > 0 && kernel.walks < 10, "walks of the kernel's table: " + kernel.walks);
    poll(2);
    assertTrue(lines.get(0).contains("100 destinations"), lines::toString);
  }

  /** A port in TIME_WAIT can be taken again after a second. */
  @Test
  void portsThatAreTakenAgainAreNotRunningOut() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "20000 20099");
    kernel.settings.put(KernelSetting.TW_REUSE, "1");
    kernel.connections = 51;
    for (int i = 0; i < 51; i++) {
      connect(MILLIS);
    }
    kernel.use = new PortUse(60, 20);
    poll(1);
    assertEquals(List.of(), lines);
  }

  @Test
  void aConnectThatDoesNotBlock() {
    recorder.began(FD, 0, DATABASE, 5432, false, nowNanos);
    nowNanos += 2_000 * MILLIS;
    kernel.sockets.put(FD, ESTABLISHED | 1);
    long begin = recorder.beginNanos(FD);
    recorder.finished(FD, begin, nowNanos);
    recorder.finished(FD, begin, nowNanos);
    poll(1);
    assertTrue(lines.get(0).contains(" slow=1 connect_max_ms=2000 syn_retransmits=1"));
    assertEquals(1, destinations.all().get(0).durations().count());
  }

  @Test
  void aConnectThatIsGivenUp() {
    for (int fd = 1; fd <= 5; fd++) {
      recorder.began(fd, 0, DATABASE, 5432, false, nowNanos);
      kernel.sockets.put(fd, SYN_SENT | 1);
    }
    poll(3);
    assertEquals(List.of(), lines);
    kernel.sockets.replaceAll((fd, reading) -> EBADF);
    poll(2);
    assertTrue(lines.get(0).contains(" error=timed_out failures=5"), lines::toString);
  }

  /** The lowest descriptor that is free is the next one: of a connection to somebody else. */
  @Test
  void aConnectWhoseDescriptorIsAnothersMeanwhile() {
    for (int fd = 1; fd <= 6; fd++) {
      recorder.began(fd, 0, DATABASE, 5432, false, nowNanos);
      kernel.sockets.put(fd, ESTABLISHED);
      kernel.peers.put(fd, PeerKey.ofIpv4((int) DATABASE, fd < 6 ? 4317 : 5432));
    }
    nowNanos += 2_000 * MILLIS;
    poll(2);
    assertTrue(lines.get(0).contains(" error=timed_out failures=5"), lines::toString);
  }

  /** By a client that tries several addresses at once, say. */
  @Test
  void aConnectThatIsGivenUpSoon() {
    for (int fd = 1; fd <= 5; fd++) {
      recorder.began(fd, 0, DATABASE, 5432, false, nowNanos);
      kernel.sockets.put(fd, EBADF);
    }
    nowNanos += 500 * MILLIS;
    sampler.poll(nowNanos);
    poll(3);
    assertEquals(List.of(), lines);
  }

  /** Before anybody has looked, its descriptor is another connect's. */
  @Test
  void aConnectThatIsGivenUpForTheNext() {
    for (int i = 0; i < 6; i++) {
      recorder.began(FD, 0, DATABASE, 5432, false, nowNanos);
      nowNanos += 1_200 * MILLIS;
    }
    kernel.sockets.put(FD, SYN_SENT);
    poll(2);
    assertTrue(lines.get(0).contains(" error=timed_out failures=5"), lines::toString);
  }

  /** Netty connects UDP sockets by the same method. */
  @Test
  void aConnectThatIsNoneOfTcp() {
    recorder.began(FD, 0, DATABASE, 53, false, nowNanos);
    recorder.forget(FD, recorder.beginNanos(FD));
    poll(2);
    assertEquals(List.of(), destinations.all());
    assertEquals(0, kernel.asked);
  }

  @Test
  void manyDestinations() {
    for (int i = 0; i < 2 * Destinations.MAX; i++) {
      recorder.connected(
          FD, recorder.destination(0, 0x0a01_0000L + i, 443, false), nowNanos, nowNanos + MILLIS);
      recorder.connected(FD, recorder.destination(i, 1, 443, true), nowNanos, nowNanos + MILLIS);
    }
    List<Destination> all = destinations.all();
    assertEquals(Destinations.MAX + 1, all.size());
    assertEquals("10.1.0.0:443", all.get(0).toString());
    assertEquals("[::1]:443", all.get(1).toString());
    Destination others = all.get(Destinations.MAX);
    assertTrue(others.isOthers());
    assertEquals(3 * Destinations.MAX, others.durations().count());
    poll(1);
    assertEquals(List.of(), lines);
  }

  @Test
  void theSameNumberOfAnotherFamilyIsAnotherDestination() {
    recorder.failed(new Endpoint(0, 0, 80, false), 0, 1, "java.net.ConnectException");
    recorder.failed(new Endpoint(0, 0, 80, true), 0, 1, "java.net.ConnectException");
    recorder.failed(new Endpoint(0, 0, 80, true), 0, 1, "java.net.ConnectException");
    assertEquals("[0.0.0.0:80, [::]:80]", destinations.all().toString());
  }

  private void connect(long nanos) {
    recorder.connected(
        FD, recorder.destination(0, DATABASE, 5432, false), nowNanos - nanos, nowNanos);
  }

  private void fail(String exception, long afterNanos) {
    recorder.failed(
        new Endpoint(0, DATABASE, 5432, false), nowNanos - afterNanos, nowNanos, exception);
  }

  private void poll(int seconds) {
    for (int i = 0; i < 10 * seconds; i++) {
      nowNanos += 100 * MILLIS;
      sampler.poll(nowNanos);
    }
  }

  private static final class Kernel implements ConnectProbe, HandshakeProbe, PortProbe {
    final Map<Integer, Long> sockets = new HashMap<>();
    final Map<Integer, Long> peers = new HashMap<>();
    final Map<KernelSetting, String> settings = new EnumMap<>(KernelSetting.class);
    @Nullable PortUse use;
    long connections = -1;
    int asked;
    int walks;

    @Override
    public long connecting(int fd) {
      asked++;
      return sockets.getOrDefault(fd, EBADF);
    }

    @Override
    public long peer(int fd) {
      return peers.getOrDefault(fd, PeerKey.NONE);
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
      return null;
    }

    @Override
    public @Nullable WaitingClients waiting(int port) {
      return null;
    }

    @Override
    public long connections() {
      return connections;
    }

    @Override
    public @Nullable PortUse inUseTo(Destination destination) {
      walks++;
      return use;
    }

    @Override
    public @Nullable BoundPorts inUseAt(Endpoint wanted, int firstPort, int lastPort) {
      return null;
    }

    @Override
    public @Nullable PortHolder holderOf(Endpoint wanted) {
      return null;
    }
  }
}
