package io.acceptlag.core.cause;

/** The causes, as the log's key {@code cause} and docs/causes.md spell them. */
public enum CauseId {
  /** The thread that accepted is gone. */
  ACCEPTOR_MISSING("acceptor_missing"),
  /** No file descriptor is left for another connection. */
  FD_EXHAUSTION("fd_exhaustion"),
  /** The JVM held up all its threads. */
  STOP_THE_WORLD("stop_the_world"),
  /** No carrier is free for the virtual thread that accepts. */
  CARRIERS_EXHAUSTED("carriers_exhausted"),
  /** The process got no CPU. */
  CPU_STARVATION("cpu_starvation"),
  /** The process was stopped from outside. */
  PROCESS_STOPPED("process_stopped"),
  /** The hook does not see who accepts. */
  NOT_HOOKED("not_hooked"),
  /** Bound, and nothing accepts yet. */
  STARTING("starting"),
  /** The server's own limit of connections is reached. */
  CONNECTION_LIMIT("connection_limit"),
  /** The server was told not to accept. */
  PAUSED("paused"),
  /** Accepting needs a thread of a pool that has none left. */
  WORKER_POOL_EXHAUSTED("worker_pool_exhausted"),
  /** No thread runs the loop that brings what clients send to workers. */
  POLLER_MISSING("poller_missing"),
  /** An event loop is kept by other work. */
  EVENT_LOOP_BLOCKED("event_loop_blocked"),
  /** The thread that accepts does something else. */
  ACCEPT_THREAD_BLOCKED("accept_thread_blocked"),
  /** The acceptor is busy all the time and too slow. */
  ACCEPT_RATE_CEILING("accept_rate_ceiling"),
  /** A burst met a queue that somaxconn had cut. */
  BACKLOG_CAPPED("backlog_capped"),
  /** Far more connections than usual. */
  CONNECTION_STORM("connection_storm"),
  /** A burst met a short queue. */
  BACKLOG_TOO_SMALL("backlog_too_small"),
  /** Connections that their clients have closed stay open here, unread. */
  NEVER_CLOSED("never_closed"),
  /** Not a cause but its effect: clients left while they waited. */
  CLIENTS_GAVE_UP("clients_gave_up"),
  /** Not known yet: the cause comes with {@code event=cause}. Never the last word. */
  PENDING("pending"),
  /** What was seen shows none of these, and none is guessed. */
  UNKNOWN("unknown");

  private final String key;

  CauseId(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }
}
