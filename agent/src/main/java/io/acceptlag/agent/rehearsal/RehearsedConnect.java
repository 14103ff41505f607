package io.acceptlag.agent.rehearsal;

import io.acceptlag.core.connect.ConnectProbe;
import io.acceptlag.core.connect.ConnectRecorder;
import io.acceptlag.core.connect.ConnectSampler;
import io.acceptlag.core.connect.Destinations;
import io.acceptlag.core.connect.Endpoint;
import io.acceptlag.core.connect.PendingConnects;
import io.acceptlag.core.connect.PortProbe;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.ConnectReading;
import io.acceptlag.core.kernel.TcpState;

/**
 * Simulated connects, for the reason given in {@link RehearsedListener}: slow ones, one that found
 * no port, and their recovery.
 */
final class RehearsedConnect implements ConnectProbe {
  private static final int NO_DESCRIPTOR = -1;
  private static final int FD = 0;
  private static final long SECOND = 1_000_000_000L;
  private static final int SECONDS_TO_RECOVER = 25;

  private final ConnectProbe probe;

  private RehearsedConnect(ConnectProbe probe) {
    this.probe = probe;
  }

  /**
   * @param probe is called too, with no descriptor
   */
  static void play(ConnectProbe probe, HandshakeProbe handshakes, PortProbe ports) {
    Destinations destinations = new Destinations();
    ConnectRecorder recorder =
        new ConnectRecorder(destinations, new PendingConnects(), new RehearsedConnect(probe));
    ConnectSampler sampler =
        new ConnectSampler(
            destinations, recorder, handshakes, ports, SECOND, report -> report.line(null, true));
    recorder.connected(FD, recorder.destination(0, 1, 1, false), 0, 2 * SECOND);
    recorder.began(FD, 0, 1, 1, false, 1);
    recorder.finished(FD, recorder.beginNanos(FD), 2 * SECOND);
    recorder.began(FD, 0, 1, 1, false, 1);
    recorder.finishFailed(FD, recorder.beginNanos(FD), 2 * SECOND, "java.net.ConnectException");
    recorder.failed(new Endpoint(0, 1, 1, false), 0, 1, "java.net.BindException");
    recorder.began(FD, 0, 1, 1, false, 1);
    for (int i = 0; i < SECONDS_TO_RECOVER; i++) {
      sampler.poll(i * SECOND);
    }
  }

  @Override
  public long connecting(int fd) {
    probe.connecting(NO_DESCRIPTOR);
    return ConnectReading.pack(TcpState.ESTABLISHED, 1);
  }

  @Override
  public long peer(int fd) {
    return probe.peer(NO_DESCRIPTOR);
  }
}
