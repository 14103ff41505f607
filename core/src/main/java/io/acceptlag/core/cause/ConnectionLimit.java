package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.CommonFrame;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.OpenRequests;
import io.acceptlag.core.evidence.ServerFigures;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's own limit of connections is reached. What to do depends on what the connections do:
 * slow requests are another matter than idle ones that are merely kept alive, and those again than
 * places that nobody holds any more.
 */
final class ConnectionLimit {
  private final Evidence evidence;
  private final BooleanSupplier countsConnections;
  private final int busy;
  private final int workers;

  private final VirtualRequests virtual;

  /** Where most of the busy threads are; null where it is not seen. */
  private final @Nullable CommonFrame gathered;

  private ConnectionLimit(
      Evidence evidence, AcceptorView acceptor, BooleanSupplier countsConnections) {
    this.evidence = evidence;
    this.countsConnections = countsConnections;
    boolean seen = evidence.workers.known();
    int poolBusy = seen ? evidence.workers.busy() : evidence.figures().busy();
    int pool = seen ? evidence.workers.total() : evidence.figures().workers();
    virtual = VirtualRequests.of(evidence, acceptor);
    busy = virtual.areNone() ? poolBusy : virtual.count() > 0 ? virtual.count() : -1;
    workers = virtual.areNone() ? pool : -1;
    CommonFrame frame =
        seen && virtual.areNone() && busy > 1 && areRequestsSlow()
            ? PoolWords.common(evidence.workers)
            : null;
    gathered = frame == null || 2 * frame.count() <= busy ? null : frame;
  }

  /**
   * @param countsConnections whether the limit is one of open connections, and no other
   */
  static Diagnosis of(
      Evidence evidence,
      String statement,
      AcceptorView acceptor,
      BooleanSupplier countsConnections) {
    ConnectionLimit limit = new ConnectionLimit(evidence, acceptor, countsConnections);
    Diagnosis behind = limit.areUnread() ? UnservedCauses.ofThreads(evidence) : null;
    if (behind != null) {
      return behind.leadingTo(CauseId.CONNECTION_LIMIT, statement + limit.unread());
    }
    return Diagnosis.of(
        CauseId.CONNECTION_LIMIT,
        statement
            // Comes first, because it may be cut where a line is long.
            + (limit.halfClosed() ? limit.closedByServer() + limit.places() : limit.places())
            + limit.unread()
            + limit.unanswered()
            + limit.leak()
            + limit.threads(),
        limit.advice(),
        acceptor);
  }

  /** {@code It has 200 of 200 connections.}; empty where nothing was counted. */
  private String places() {
    ServerFigures figures = evidence.figures();
    Connections connections = evidence.connections();
    if (figures.known()) {
      return " It counts " + figures.connections() + " of " + figures.limit() + " connections.";
    }
    boolean seen = connections.complete() || connections.held() > 0;
    return seen && !countLeaked()
        ? " It holds " + number(connections.held(), "connection") + "."
        : "";
  }

  /**
   * {@code Nobody reads what 40 of its connections sent.}; empty where that is not most of them.
   */
  private String unread() {
    return areUnread()
        ? " Nobody reads what " + evidence.requests().unread() + " of its connections sent."
        : "";
  }

  /**
   * {@code 30 of its connections have no answer to what they sent last.}; empty where that is not
   * most of them.
   */
  private String unanswered() {
    if (!areUnanswered()) {
      return "";
    }
    long unanswered = evidence.requests().unanswered();
    return " "
        + unanswered
        + " of its connections "
        + (unanswered == 1
            ? "has no answer to what it sent last."
            : "have no answer to what they sent last.");
  }

  private String leak() {
    Connections connections = evidence.connections();
    if (countLeaked()) {
      int there = connections.held() + connections.elsewhere();
      return " Its count has leaked: "
          + (there == 0 ? "no connection" : number(there, "connection") + " in all")
          + (there < 2 ? " is" : " are")
          + " there.";
    }
    int left = connections.leftByClient();
    return (left <= 0 ? "" : " Their clients have closed " + ofHeld(left) + ", the server has not.")
        + (halfClosed() || connections.closedByServer() <= 0 ? "" : closedByServer());
  }

  private String closedByServer() {
    Connections connections = evidence.connections();
    int closed = connections.closedByServer();
    return " It closed its side of "
        + (closed == connections.held() ? "all " + closed : closed + " of " + connections.held())
        + ", their clients did not.";
  }

  private String ofHeld(int count) {
    return count == evidence.connections().held() ? "all of them" : count + " of them";
  }

  private String threads() {
    if (virtual.count() > 0) {
      return virtual.words();
    }
    return busy < 0 || workers <= 0
        ? ""
        : " "
            + busy
            + " of "
            + workers
            + " worker threads"
            + PoolWords.areBusy(busy)
            + outOf()
            + (gathered == null ? "" : ", " + PoolWords.inIt(gathered, busy))
            + ".";
  }

  /** A pool that makes its threads as it needs them may have more. */
  private String outOf() {
    int max = evidence.workers.threadsMax();
    return evidence.workers.threads() > workers
        ? " (of " + evidence.workers.threads() + ", of which these were sampled)"
        : max > workers ? " (it may have " + max + ")" : "";
  }

  private String advice() {
    String limitKey = evidence.server.limitKey();
    String limit = limitKey == null ? "the limit" : limitKey;
    String idleKey = evidence.server.idleKey();
    String idle = idleKey == null ? "the time that idle connections are kept" : idleKey;
    if (countLeaked()) {
      return "Restart the server, which clears its count, and update it.";
    }
    if (areUnread()) {
      return "Find out why nobody reads what these sent. To raise "
          + limit
          + " would only let more of them wait.";
    }
    if (leftOpen()) {
      return busy < 0
          ? "Find what does not close them: requests that are never completed, or very slow ones."
          : "Find what does not close them: requests never completed, sockets nobody reads.";
    }
    if (virtual.count() > 0 && areMost(virtual.count())) {
      return "Requests are slow: find out what their virtual threads wait for. To raise "
          + limit
          + " would only let more of them wait.";
    }
    if (halfClosed()) {
      return "Let clients close idle connections before "
          + (idleKey == null ? "the server" : idleKey)
          + " does, or raise "
          + limit
          + ".";
    }
    boolean inDoubt = busy < 0 || workers <= 0 || places(evidence) <= 0;
    if (inDoubt || (!areRequestsSlow() && !areIdle())) {
      return "Lower " + idle + ", raise " + limit + ", or find out why requests are slow.";
    }
    if (areRequestsSlow()) {
      return (gathered == null
              ? "Requests are slow: find out what the worker threads wait for"
              : "Requests are slow. " + WaitsFor.remedy(evidence, gathered.threads()))
          + ". To raise "
          + limit
          + " would only let more of them wait.";
    }
    // A stream that the server writes to is seen as a connection that is kept: nobody waits on it.
    return "Most of them are idle: lower "
        + idle
        + ", or raise "
        + limit
        + "; only that helps streams (WebSocket, SSE).";
  }

  /**
   * Whether most places are held by connections with data that nobody reads, and no thread works
   * for them.
   */
  private boolean areUnread() {
    long unread = evidence.requests().unread();
    return unread > 0
        && unread > Math.max(0, busy)
        && areMost(unread)
        && !(busy > 0 && workers > 0 && areRequestsSlow())
        && 2L * virtual.count() < unread
        && !countLeaked();
  }

  /** Whether that is so of most places: requests that no thread works on, such as long polls. */
  private boolean areUnanswered() {
    OpenRequests requests = evidence.requests();
    return !areUnread() && requests.unanswered() > Math.max(0, busy) && areMost(waiting(requests));
  }

  /** Of how many a client waits for the server, as far as they were counted. */
  private static long waiting(OpenRequests requests) {
    return Math.max(0, requests.unread()) + Math.max(0, requests.unanswered());
  }

  /** Whether so many are half of the places or more; not where these are not known. */
  private boolean areMost(long connections) {
    int places = places(evidence);
    return places > 0 && 2 * connections >= places;
  }

  /** Whether clients wait for nothing on most of them, as far as they were counted. */
  private boolean areIdle() {
    return evidence.requests().counted() && !areMost(waiting(evidence.requests()));
  }

  private boolean areRequestsSlow() {
    return 2 * busy >= Math.min(places(evidence), workers);
  }

  private static int places(Evidence evidence) {
    return evidence.connections().known()
        ? evidence.connections().held()
        : evidence.figures().connections();
  }

  /**
   * The server counts connections that the kernel does not know. A client that is gone altogether
   * leaves no trace there either, so what a thread still works for is not counted as missing.
   */
  private boolean countLeaked() {
    Connections connections = evidence.connections();
    if (!connections.complete() || evidence.acceptedLatelyPerSecond > 0) {
      return false;
    }
    int there = connections.held() + connections.elsewhere();
    boolean fewer =
        evidence.figures().known()
            ? evidence.figures().limitReached()
                && 2L * (there + Math.max(0, busy)) <= evidence.figures().connections()
            : there == 0 && busy == 0;
    return fewer && countsConnections.getAsBoolean();
  }

  /** Most places are those of clients that have left, and no thread works for them. */
  private boolean leftOpen() {
    Connections connections = evidence.connections();
    return connections.leftByClient() > Math.max(0, busy)
        && 2 * connections.leftByClient() >= connections.held();
  }

  /**
   * Most places are those of connections that the server has closed, and their clients have not.
   */
  private boolean halfClosed() {
    Connections connections = evidence.connections();
    return connections.closedByServer() > Math.max(0, busy)
        && 2 * connections.closedByServer() >= connections.held();
  }

  private static String number(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
