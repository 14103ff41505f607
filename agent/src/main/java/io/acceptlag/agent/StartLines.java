package io.acceptlag.agent;

import io.acceptlag.agent.instrument.AcceptInstrumentation;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.telemetry.Destination;
import io.acceptlag.core.report.Severity;
import io.acceptlag.probes.Probes;
import java.net.AcceptlagDescriptors;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The start line, and the warnings of the start. */
final class StartLines {
  private StartLines() {}

  static void write(
      AgentLog log,
      List<String> problems,
      AcceptInstrumentation accepts,
      Probes probes,
      Destination destination) {
    // Asked for in any case, because from then on only changes are reported.
    String watched = accepts.paths().summary();
    if (accepts.seesClasses()) {
      log.write(
          Severity.INFO,
          "acceptlag "
              + OwnVersion.get()
              + " "
              + watched
              + "; kernel probe "
              + probes.name()
              + (probes.readsSockets()
                  ? ", resolution " + TimeUnit.NANOSECONDS.toMillis(probes.tickNanos()) + " ms"
                  : "")
              + "; telemetry "
              + destination.describe());
    }
    if (probes.missing() != null) {
      log.write(
          Severity.WARN,
          "acceptlag cannot call the kernel ("
              + probes.missing()
              + "): it reads queue lengths from /proc/net/tcp; accept waits, limits and drops are not known");
    }
    if (!AcceptlagDescriptors.areReachable()) {
      log.write(
          Severity.WARN,
          "acceptlag cannot reach the file descriptors of this JVM's sockets, so it sees Netty's"
              + " native listeners only");
    }
    for (String problem : problems) {
      log.write(Severity.WARN, problem);
    }
  }
}
