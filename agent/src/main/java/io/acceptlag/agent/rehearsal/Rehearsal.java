package io.acceptlag.agent.rehearsal;

import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.connect.ConnectProbe;
import io.acceptlag.core.connect.PortProbe;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.watch.Sources;
import java.net.AcceptlagDescriptors;
import java.net.AcceptlagFailures;

/**
 * Simulates an accept, so that the first real one finds our classes loaded. Loading took 12 ms and
 * more, which would have counted as that connection's wait.
 */
public final class Rehearsal implements AcceptProbe {
  private static final int NO_DESCRIPTOR = -1;

  private final AcceptProbe probe;

  private Rehearsal(AcceptProbe probe) {
    this.probe = probe;
  }

  /**
   * Simulates an incident and its diagnoses. Their classes are needed when the process is in
   * trouble, and may have no descriptor, memory or CPU left to load them.
   */
  public static void ofIncident(Sources sources) {
    try {
      new RehearsedListener(sources).playIncident();
      AcceptorTally tally = new AcceptorTally();
      tally.add(0, sources.acceptors.sample(Thread.currentThread()));
      Evidence.Builder evidence = new Evidence.Builder();
      evidence.everAccepted = true;
      evidence.overflowed = true;
      evidence.acceptor = tally.view();
      evidence.descriptors = sources.host.descriptors();
      Causes.judge(evidence.build());
      evidence.acceptor = null;
      evidence.limit = 1;
      evidence.acceptedPerSecond = 1;
      Causes.judge(evidence.build());
    } catch (RuntimeException | LinkageError e) {
      // If it fails again, the poll that needs it will report it.
    }
  }

  public static void ofConnects(ConnectProbe probe, HandshakeProbe handshakes, PortProbe ports) {
    try {
      RehearsedConnect.play(probe, handshakes, ports);
    } catch (RuntimeException | LinkageError e) {
      // If it fails again, the poll that needs it will report it.
    }
  }

  public static void of(AcceptProbe probe) {
    try {
      rehearse(new Rehearsal(probe));
    } catch (RuntimeException | LinkageError e) {
      // If it fails again, the hook will report it at the first accept.
    }
  }

  private static void rehearse(Rehearsal probe) {
    AcceptlagDescriptors.rehearse();
    // Initialised now, because a failure may leave a hook no memory or stack for that.
    AcceptlagFailures.count();
    AcceptRecorder recorder =
        new AcceptRecorder(new Listeners(true), probe, new SlowAccepts(2), 1, 0, 0);
    Object listener = new Object();
    recorder.listening(listener, 0, 1);
    recorder.accepted(listener, 0, 0, recorder.entered(listener, 0), System.nanoTime());
    recorder.closing(listener, 0);
  }

  @Override
  public long accepted(int fd) {
    probe.accepted(NO_DESCRIPTOR);
    return AcceptedReading.pack(TcpState.ESTABLISHED, 0, 0, 0);
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {
    probe.describe(NO_DESCRIPTOR, NO_DESCRIPTOR, into);
  }

  @Override
  public int queueLength(int listenerFd) {
    return Math.max(1, probe.queueLength(NO_DESCRIPTOR));
  }

  @Override
  public LocalAddress localAddress(int listenerFd) {
    LocalAddress address = probe.localAddress(NO_DESCRIPTOR);
    return address == null ? new LocalAddress("127.0.0.1", 1, false) : address;
  }

  @Override
  public long identity(int fd) {
    return 1;
  }
}
