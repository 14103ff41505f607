package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The server's own limit of connections is reached. What to do depends on what the connections do:
 * slow requests are another matter than idle ones that are merely kept alive.
 */
final class ConnectionLimit {

  private ConnectionLimit() {}

  static Diagnosis of(
      Evidence evidence, String statement, AcceptorView acceptor, @Nullable Server server) {
    return Diagnosis.of(
        CauseId.CONNECTION_LIMIT,
        statement + holders(evidence),
        advice(evidence, server),
        acceptor.sample());
  }

  private static String holders(Evidence evidence) {
    Workers workers = evidence.workers;
    StringBuilder text = new StringBuilder();
    if (evidence.connectionsHeld >= 0) {
      text.append(" It holds ").append(evidence.connectionsHeld);
      text.append(evidence.connectionsHeld == 1 ? " connection" : " connections");
      text.append(workers.known() ? "; " : ".");
    } else if (workers.known()) {
      text.append(' ');
    }
    if (workers.known()) {
      text.append(workers.busy())
          .append(" of ")
          .append(workers.total())
          .append(" worker threads are busy.");
    }
    return text.toString();
  }

  private static String advice(Evidence evidence, @Nullable Server server) {
    String limit = server == null || server.limitKey() == null ? "the limit" : server.limitKey();
    String idle =
        server == null || server.keepAliveKey() == null
            ? "the time that idle connections are kept"
            : server.keepAliveKey();
    Workers workers = evidence.workers;
    if (!workers.known() || evidence.connectionsHeld <= 0) {
      return "Lower " + idle + ", raise " + limit + ", or find out why requests are slow.";
    }
    if (2 * workers.busy() >= Math.min(evidence.connectionsHeld, workers.total())) {
      return "Requests are slow: find out what the worker threads wait for. To raise "
          + limit
          + " would only let more of them wait.";
    }
    return "Most of them are idle: lower " + idle + ", or raise " + limit + ".";
  }
}
