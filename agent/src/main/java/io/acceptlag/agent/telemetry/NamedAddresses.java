package io.acceptlag.agent.telemetry;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.ListenerFigures;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Which listeners have series of their own: those at the first addresses of the process's life. A
 * server may listen on a new port for each client, as FTP does, and each would leave some fifty
 * series behind wherever they are kept. The kernel does not tell who asked for port 0, but takes
 * such ports from a range of its own; of that range few have a name, or the others would find none
 * left.
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
