package io.acceptlag.core.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.handshake.HalfOpen;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.SocketOwner;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From a bind that fails to the line, with a scripted kernel. */
class BindSamplerTest {
  private static final long MILLIS = 1_000_000;
  private static final long SECOND = 1_000 * MILLIS;
  private static final long LOOPBACK = 0x7f00_0001L;
  private static final LocalAddress SERVER = new LocalAddress("127.0.0.1", 7011, false);
  private static final LocalAddress TAKEN = new LocalAddress("127.0.0.1", 40050, false);

  private final Kernel kernel = new Kernel();
  private final List<String> lines = new ArrayList<>();
  private int woken;
  private final BindFailures failures = new BindFailures(() -> woken++);
  private final BindSampler sampler =
      new BindSampler(
          failures,
          kernel,
          kernel,
          30 * SECOND,
          report -> lines.add(report.severity() + " " + report.line(null, false)));
  private long nowNanos = 100 * SECOND;

  BindSamplerTest() {
    kernel.settings.put(KernelSetting.LOCAL_PORT_RANGE, "40000\t40099");
    kernel.connections = 100;
  }

  @Test
  void noPortIsFree() {
    kernel.ports = new BoundPorts(100, 60, SERVER, 98);
    fail(0);
    fail(0);
    assertTrue(failures.isPending());
    poll(1);
    assertFalse(failures.isPending());
    assertEquals(1, woken);
    assertEquals(
        List.of(
            "ERROR bind() finds no free port at 127.0.0.1: 100 of 100 in"
                + " net.ipv4.ip_local_port_range (40000 to 40099) are in use there, 60 in TIME_WAIT,"
                + " 98 to 127.0.0.1:7011. Leave bind() out before connect(), which shares ports"
                + " between destinations. Keep connections and use them again, or widen that range."
                + " | destination=127.0.0.1:7011 event=ports_exhausted ports=100 in_use=100"
                + " time_wait=60 failures=2"),
        lines);
    poll(21);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines.get(1).startsWith("INFO No bind() at 127.0.0.1 has failed for a while"),
        lines.get(1));
  }

  /** What a destination's connections have they cannot share, whoever chose their ports. */
  @Test
  void allOfThemToOneDestination() {
    kernel.ports = new BoundPorts(100, 100, SERVER, 100);
    kernel.settings.put(KernelSetting.TW_REUSE, "2");
    fail(0);
    poll(1);
    assertFalse(lines.get(0).contains("shares"), lines.get(0));
    assertTrue(lines.get(0).contains("; without bind() and with tcp_tw_reuse=2, "));
    assertTrue(lines.get(0).indexOf(" | ") - "ERROR ".length() < 300, lines.get(0));
  }

  /** The address is not this host's, say. */
  @Test
  void reportsNothingWherePortsAreFree() {
    kernel.ports = new BoundPorts(80, 0, SERVER, 80);
    fail(0);
    poll(1);
    kernel.ports = null;
    fail(0);
    poll(40);
    kernel.connections = 20;
    fail(0);
    poll(40);
    assertEquals(List.of(), lines);
  }

  @Test
  void aPortThatAnOutgoingConnectionHas() {
    kernel.settings.put(KernelSetting.RESERVED_PORTS, "40001");
    kernel.holder = new PortHolder(TAKEN, SERVER, false, new SocketOwner(77, "curl", false));
    fail(40050);
    poll(1);
    assertEquals(
        List.of(
            "WARN Port 40050 cannot be bound, because an outgoing connection has it:"
                + " 127.0.0.1:40050 to 127.0.0.1:7011 (pid 77, curl). Connections may take any port"
                + " of net.ipv4.ip_local_port_range (40000 to 40099). Set"
                + " net.ipv4.ip_local_reserved_ports=40001,40050. | listener=127.0.0.1:40050"
                + " event=port_taken holder=127.0.0.1:40050>127.0.0.1:7011 pid=77 failures=1"),
        lines);
    poll(60);
    assertEquals(1, lines.size());
  }

  @Test
  void onesOwnConnectionAndOneThatIsClosed() {
    kernel.holder = new PortHolder(TAKEN, SERVER, false, new SocketOwner(78, "java", true));
    fail(40050);
    poll(1);
    assertTrue(lines.get(0).contains("(of this process itself)"), lines.get(0));
    kernel.holder = new PortHolder(TAKEN, SERVER, true, null);
    fail(40051);
    poll(1);
    assertTrue(lines.get(1).contains("closed and in TIME_WAIT for up to 60 s"), lines.get(1));
  }

  /** Another server has it, or it is none that connect() would choose. */
  @Test
  void otherReasonsAreTheApplicationsToTell() {
    fail(40050);
    poll(1);
    kernel.holder = new PortHolder(TAKEN, SERVER, false, null);
    fail(8080);
    poll(1);
    assertEquals(List.of(), lines);
  }

  /** Whoever tries again and again does not have the sampler poll without end. */
  @Test
  void isWokenOnceASecond() {
    for (int i = 0; i < 1000; i++) {
      nowNanos += MILLIS;
      fail(8080);
      sampler.poll(nowNanos);
    }
    assertEquals(1, woken);
  }

  @Test
  void whoeverLooksForAFreePortIsNotFollowed() {
    for (int port = 8000; port < 9000; port++) {
      fail(port);
    }
    assertEquals(16, failures.take().size());
  }

  @Test
  void anyAddressOfEitherFamilyFailsForItself() {
    failures.add(new Endpoint(0, 0, 8080, false), nowNanos);
    failures.add(new Endpoint(0, 0, 8080, true), nowNanos);
    assertEquals(2, failures.take().size());
  }

  private void fail(int port) {
    failures.add(new Endpoint(0, LOOPBACK, port, false), nowNanos);
  }

  private void poll(int seconds) {
    for (int i = 0; i < 10 * seconds; i++) {
      nowNanos += 100 * MILLIS;
      sampler.poll(nowNanos);
    }
  }

  private static final class Kernel implements HandshakeProbe, PortProbe {
    final Map<KernelSetting, String> settings = new EnumMap<>(KernelSetting.class);
    @Nullable BoundPorts ports;
    @Nullable PortHolder holder;
    long connections;

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
      return null;
    }

    @Override
    public @Nullable BoundPorts inUseAt(Endpoint wanted, int firstPort, int lastPort) {
      return ports;
    }

    @Override
    public @Nullable PortHolder holderOf(Endpoint wanted) {
      return holder;
    }
  }
}
