package io.acceptlag.core.report;

/** The keys of the pairs that a line of the log ends with. */
public enum Key {
  LISTENER("listener"),
  DESTINATION("destination"),
  DESTINATIONS("destinations"),
  EVENT("event"),
  INCIDENT("incident"),
  TROUBLE("trouble"),
  ERROR("error"),
  SLOW("slow"),
  FAILURES("failures"),
  ATTEMPTS("attempts"),
  CONNECT_MAX_MS("connect_max_ms"),
  SYN_RETRANSMITS("syn_retransmits"),
  PORTS("ports"),
  IN_USE("in_use"),
  TIME_WAIT("time_wait"),
  TW_REUSE("tw_reuse"),
  /** Local and remote end of the connection that has a port. */
  HOLDER("holder"),
  PID("pid"),
  REQUESTED("requested"),
  LIMIT("limit"),
  DURATION_MS("duration_ms"),
  TROUBLED_MS("troubled_ms"),
  DELAYED("delayed"),
  WAIT_MAX_MS("wait_max_ms"),
  QUEUE("queue"),
  OLDEST_MS("oldest_ms"),
  WAIT_P99_MS("wait_p99_ms"),
  ABANDONED("abandoned"),
  /** Clients that waited when their listener was closed. */
  RESET("reset"),
  OVERFLOWS("overflows"),
  GHOSTS_MAX("ghosts_max"),
  DROPS("drops"),
  CONNTRACK_DROPS("conntrack_drops"),
  INSERT_FAILED("insert_failed"),
  PAWS_DROPS("paws_drops"),
  TIME_WAIT_OVERFLOWS("time_wait_overflows"),
  SERVER("server"),
  UNSERVED("unserved"),
  LEFT("left"),
  KEPT_UNREAD("kept_unread"),
  UNANSWERED("unanswered"),
  CAUSE("cause"),
  CONTRIBUTING("contributing"),
  HALF_OPEN("half_open"),
  ROOM("room"),
  DROPPED("dropped"),
  COOKIES("cookies"),
  CAME_BACK("came_back"),
  CLIENTS("clients"),
  TRACE("trace");

  private final String text;

  Key(String text) {
    this.text = text;
  }

  /** As the log spells it. */
  public String text() {
    return text;
  }
}
