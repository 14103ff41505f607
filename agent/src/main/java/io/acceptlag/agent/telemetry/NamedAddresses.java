package io.acceptlag.agent.telemetry;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.ListenerFigures;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Which listeners have series of their own: those at the first addresses in the life of the
 * process. A server may listen on a new port for each client, as FTP does, and each would leave
 * about fifty series behind. The kernel does not say who asked for port 0, but takes such ports
 * from a range of its own. Only few ports of that range get a name, or none would be left for
 * others.
 */
final class NamedAddresses {
  static final int MAX = 100;
  static final int LOCAL_PORTS_MAX = 10;

  private final IntPredicate isLocalPort;
  private final Set<LocalAddress> named = new HashSet<>();
  private int localPorts;

  /**
   * @param isLocalPort whether the kernel gives that port to a listener on port 0
   */
  NamedAddresses(IntPredicate isLocalPort) {
    this.isLocalPort = isLocalPort;
  }

  /** The listener's own, or {@link ListenerFigures#OTHERS}. */
  LocalAddress of(LocalAddress listener) {
    if (named.contains(listener)) {
      return listener;
    }
    boolean local = isLocalPort.test(listener.port());
    if (named.size() >= MAX || (local && localPorts >= LOCAL_PORTS_MAX)) {
      return ListenerFigures.OTHERS;
    }
    localPorts += local ? 1 : 0;
    named.add(listener);
    return listener;
  }
}
