package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java -jar acceptlag.jar doctor} in a network namespace that is ill, or well. */
class DoctorIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** nobody, who may do nothing. */
  private static final List<String> UNPRIVILEGED =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  static Stream<Jdk> jdks() {
    return Stream.of(8, 17, 25).map(Jdks::of).flatMap(Optional::stream);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhatIsWrongWithAnIllHost(Jdk jdk) throws Exception {
    List<String> settings =
        List.of(
            "net.core.somaxconn=64",
            "net.ipv4.tcp_syncookies=0",
            "net.ipv4.tcp_max_syn_backlog=16",
            "net.ipv4.tcp_abort_on_overflow=1",
            "net.ipv4.tcp_synack_retries=2");
    try (HandshakeRun run = HandshakeRun.startAlone(jdk, settings, "4096", "sleep", "60000")) {
      run.come("turns 1 1");
      run.awaitAccepted(0);
      run.begin();
      run.come("burst 1");
      run.awaitAccepted(1);
      run.come("burst 65");
      run.await("its queue is not full", () -> doctor(jdk, run).contains(" 65            65 "));
      String text = doctor(jdk, run);
      String address = "127.0.0.1:" + run.port();
      assertContains(text, "net.core.somaxconn +64   a longer backlog is cut to 64,");
      assertContains(
          text, "sent again after 1, 3 s, and its half-open connection dropped after 7 s");
      assertContains(text, "at most 13 half-open connections of clients not met before");
      assertContains(text, "find out why the application of " + address + " does not accept");
      assertContains(text, "sysctl -w net.core.somaxconn=4096, then restart the server");
      assertContains(text, address + " got a limit of 64,");
      assertContains(text, "that of " + address + " has room for 13\\.");
      assertContains(text, "sysctl -w net.ipv4.tcp_abort_on_overflow=0");
      String inPod =
          output(
              run,
              AgentJvm.on(jdk)
                  .launchedBy(run.network())
                  .env("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
              "doctor");
      assertContains(inPod, "have net.core.somaxconn=4096 allowed for this pod, and set it");
      assertContains(inPod, "allowedUnsafeSysctls");
      assertFalse(inPod.contains("sysctl -w net.core.somaxconn"), inPod);
      String json = output(jdk, run, "doctor", "--json");
      assertContains(json, "\"net.core.somaxconn\":\\{\"value\":\"64\",\"meaning\":\"");
      assertContains(
          json,
          "\"address\":\"127.0.0.1\",\"port\":"
              + run.port()
              + ",\"queue\":65,\"limit\":64,\"drops\":\\d+");
      assertContains(json, "\"unreadable\":\\[\\]");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatAHealthyHostIsHealthy(Jdk jdk) throws Exception {
    try (HandshakeRun run = HandshakeRun.startAlone(jdk, List.of(), "64", "none")) {
      run.come("turns 1 1");
      String text = doctor(jdk, run);
      assertTrue(text.endsWith("What to change\n  Nothing.\n"), text);
      assertContains(text, "127.0.0.1:" + run.port() + " +0 +65 +0\n");
      // The kernel has chosen it from there.
      assertContains(text, "Port " + run.port() + " lies in net.ipv4.ip_local_port_range\\.");
      assertContains(text, "net.ipv4.ip_local_reserved_ports +none +connect");
      assertFalse(text.contains("Could not be read"), text);
    }
  }

  /** Where JNA cannot unpack its library there is /proc still, and what is missing is said. */
  @Test
  void saysWhatItCannotRead() throws Exception {
    Jdk jdk = Jdks.need(17);
    try (HandshakeRun run = HandshakeRun.startAlone(jdk, List.of(), "64", "none")) {
      String text =
          output(
              run,
              AgentJvm.on(jdk).launchedBy(run.network()).jvmArgs("-Djna.tmpdir=/proc/nowhere"),
              "doctor");
      assertContains(text, "127.0.0.1:" + run.port() + " +0 +\\? +\\?\n");
      assertContains(
          text, "Could not be read\n  the kernel cannot be called \\(jna: .*\\), so listeners");
    }
  }

  @Test
  void isTheSameUnprivileged() throws Exception {
    // Whoever that is, it must be able to read the jar.
    List<String> reading = new ArrayList<>(UNPRIVILEGED);
    reading.addAll(
        List.of("cmp", Workspace.agentJar().toString(), Workspace.agentJar().toString()));
    Missing.skipIf("The doctor as nobody", Launcher.outcome(reading));
    Jdk jdk = Jdks.need(17);
    try (HandshakeRun run = HandshakeRun.startAlone(jdk, List.of(), "64", "none")) {
      assertEquals(
          doctor(jdk, run),
          output(
              run, AgentJvm.on(jdk).launchedBy(run.network()).launchedBy(UNPRIVILEGED), "doctor"));
    }
  }

  private static String doctor(Jdk jdk, HandshakeRun run) {
    return output(jdk, run, "doctor");
  }

  private static String output(Jdk jdk, HandshakeRun run, String... words) {
    return output(run, AgentJvm.on(jdk).launchedBy(run.network()), words);
  }

  private static String output(HandshakeRun run, AgentJvm.Builder builder, String... words) {
    // Lines are left whole where nobody says how long they may be.
    try (AgentJvm jvm = builder.env("COLUMNS", "").jar(Workspace.agentJar()).args(words).start()) {
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(List.of(), jvm.stderr().lines());
      List<String> lines = new ArrayList<>(jvm.stdout().lines());
      return String.join("\n", lines) + "\n";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw run.server().failure("interrupted");
    }
  }

  private static void assertContains(String text, String regex) {
    assertTrue(Pattern.compile(regex).matcher(text).find(), () -> regex + "\n" + text);
  }
}
