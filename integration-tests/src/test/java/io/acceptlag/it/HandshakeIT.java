package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A handshake that took long because the server had to send its SYN-ACK again: it is counted, and
 * is no part of the accept wait.
 *
 * <p>Client and server each have a network namespace, joined by a cable. The client answers no ARP
 * request, so the server's SYN-ACKs stay in its own kernel until it is told the client's address.
 * That needs no firewall, and loses nothing else.
 */
class HandshakeIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** The SYN-ACK is sent again after 1 s; a wait that has the handshake in it is longer by that. */
  private static final long TOO_LONG_MILLIS = 500;

  private static final String SERVER_ADDRESS = "10.77.0.1";
  private static final String SERVER_ETHERNET = "02:00:00:00:00:01";
  private static final String CLIENT_ADDRESS = "10.77.0.2";
  private static final String CLIENT_ETHERNET = "02:00:00:00:00:02";

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void synAcksSentAgainAreCounted(Jdk jdk) throws Exception {
    Missing.skipIf("SYN-ACKs that are sent again", Netns.unavailability());
    try (AgentJvm server =
            AgentJvm.on(jdk)
                .launchedBy(Netns.launcher())
                .agent("log=stderr")
                .expectTrouble()
                .main("example.measure.TimedAccepts", Workspace.programs())
                .args("50", "0.0.0.0")
                .start();
        AgentJvm client =
            AgentJvm.on(jdk)
                .launchedBy(Netns.launcher())
                .main("example.measure.Connect", Workspace.programs())
                .start()) {
      String port = server.awaitStdout("^READY (\\d+)", SOON).group(1);
      client.awaitStdout("^READY", SOON);
      join(server, client);

      long resentBefore = resentSynAcks(server);
      client.send(SERVER_ADDRESS + " " + port);
      Await.until(
          SOON,
          () -> resentSynAcks(server) > resentBefore,
          () -> server.failure("does not send its SYN-ACK again"));
      // From here on, and no sooner, the handshake can end.
      long toldNanos = System.nanoTime();
      tellServer(server);
      Accepted late = accepted(server, client, 1);
      client.send(SERVER_ADDRESS + " " + port);
      Accepted prompt = accepted(server, client, 2);

      System.out.println(jdk + ": " + late + ", then " + prompt);
      assertEquals(1, late.resent, late::toString);
      // A busy machine may have let the connection wait as well.
      assertTrue(
          late.waitMillis < late.millisSince(toldNanos) + TOO_LONG_MILLIS,
          () -> "the handshake is in the wait: " + late);
      assertEquals(0, prompt.resent, prompt::toString);
      assertEquals(0, late.unmeasured + prompt.unmeasured);
    }
  }

  private static void join(AgentJvm server, AgentJvm client) {
    String clientNamespace = Long.toString(client.pid());
    in(
        server,
        "ip link add acc0 address "
            + SERVER_ETHERNET
            + " type veth"
            + " peer name acc1 address "
            + CLIENT_ETHERNET
            + " netns "
            + clientNamespace);
    in(server, "ip addr add " + SERVER_ADDRESS + "/24 dev acc0");
    in(server, "ip link set acc0 up");
    in(client, "ip addr add " + CLIENT_ADDRESS + "/24 dev acc1");
    in(client, "ip link set acc1 up");
    // Answers no ARP request for any address of its own.
    in(client, "sysctl -q -w net.ipv4.conf.acc1.arp_ignore=8");
    in(
        client,
        "ip neigh replace "
            + SERVER_ADDRESS
            + " lladdr "
            + SERVER_ETHERNET
            + " nud permanent dev acc1");
  }

  private static void tellServer(AgentJvm server) {
    in(
        server,
        "ip neigh replace "
            + CLIENT_ADDRESS
            + " lladdr "
            + CLIENT_ETHERNET
            + " nud permanent dev acc0");
  }

  private static void in(AgentJvm namespace, String command) {
    List<String> words = new ArrayList<>(List.of("nsenter", "-n", "-t"));
    words.add(Long.toString(namespace.pid()));
    words.addAll(List.of(command.split(" ", -1)));
    Missing.skipIf("SYN-ACKs that are sent again", Launcher.outcome(words));
  }

  /** TcpExt TCPSynRetrans of the server's network namespace, which has no connections but these. */
  private static long resentSynAcks(AgentJvm server) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "net", "netstat"));
    List<String> names = List.of(lines.get(0).split(" ", -1));
    return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf("TCPSynRetrans")]);
  }

  /** The connection that the client made as its nth. */
  private static Accepted accepted(AgentJvm server, AgentJvm client, int nth) throws Exception {
    Await.until(
        SOON, () -> connected(client).size() >= nth, () -> client.failure("does not connect"));
    String port = connected(client).get(nth - 1).substring("CONNECTED ".length());
    MatchResult line =
        server.awaitStdout("^ACCEPTED " + port + " \\d+ (\\d+) (\\d+) (\\d+) \\d+ (\\d+) ", SOON);
    return new Accepted(
        Long.parseLong(line.group(1)),
        Long.parseLong(line.group(2)),
        Integer.parseInt(line.group(3)),
        Integer.parseInt(line.group(4)));
  }

  private static List<String> connected(AgentJvm client) {
    return client.stdout().lines().stream().filter(line -> line.startsWith("CONNECTED ")).toList();
  }

  /**
   * As the agent recorded it.
   *
   * @param afterNanos System.nanoTime after accept(), which is one clock for all processes
   */
  private record Accepted(long afterNanos, long waitMillis, int unmeasured, int resent) {
    long millisSince(long nanos) {
      return (afterNanos - nanos) / 1_000_000;
    }
  }
}
