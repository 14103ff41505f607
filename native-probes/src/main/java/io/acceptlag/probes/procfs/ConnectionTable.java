package io.acceptlag.probes.procfs;

import io.acceptlag.core.evidence.Connections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Accepted connections by their local port, as one of the kernel's tables had them at one moment.
 */
final class ConnectionTable {
  private final Map<Integer, Counts> byPort = new HashMap<>();

  void add(int port, boolean established, boolean leftByClient) {
    Counts counts = byPort.get(port);
    if (counts == null) {
      counts = new Counts();
      byPort.put(port, counts);
    }
    if (established) {
      counts.open++;
    } else if (leftByClient) {
      counts.leftByClient++;
    } else {
      counts.closedByServer++;
    }
  }

  /**
   * @param listening the other ports at which this process listens
   */
  Connections at(int port, IntPredicate listening) {
    Counts at = new Counts();
    int elsewhere = 0;
    for (Map.Entry<Integer, Counts> each : byPort.entrySet()) {
      if (each.getKey() == port) {
        at = each.getValue();
      } else if (listening.test(each.getKey())) {
        elsewhere += each.getValue().all();
      }
    }
    return new Connections(at.open, at.leftByClient, at.closedByServer, elsewhere);
  }

  private static final class Counts {
    int open;
    int leftByClient;
    int closedByServer;

    // Not private: for that the compiler would make a class more, to be loaded in trouble.
    Counts() {}

    int all() {
      return open + leftByClient + closedByServer;
    }
  }
}
