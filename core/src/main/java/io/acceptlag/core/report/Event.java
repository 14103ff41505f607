package io.acceptlag.core.report;

/** What a report says has happened: the values of the key {@code event}. */
public enum Event {
  SLOW("slow"),
  OVERFLOW("overflow"),
  /** The cause, if the first line of an incident could not name it. */
  CAUSE("cause"),
  RECOVERED("recovered", true),
  /** The listener was closed in the middle of its incident, which ends it; or clients waited. */
  CLOSED("closed", true),
  /** Connections are accepted, and what their clients have sent is not read. */
  UNSERVED("unserved"),
  BACKLOG_CAPPED("backlog_capped"),
  /** What happens to refused clients; reported once per process. */
  REFUSED_CLIENTS("refused_clients"),
  /** A listener's connections are accepted unseen by any hook. */
  NOT_HOOKED("not_hooked"),
  /** The kernel drops SYNs, for which accept() is not to blame. */
  SYN_QUEUE_FULL("syn_queue_full"),
  /** The kernel answers SYNs with cookies, and clients get in. */
  SYN_COOKIES("syn_cookies"),
  SYN_QUEUE_RECOVERED("syn_queue_recovered", true),
  CONNECT_SLOW("connect_slow"),
  CONNECT_FAILED("connect_failed"),
  PORTS_EXHAUSTED("ports_exhausted"),
  PORTS_LOW("ports_low"),
  /** A port to listen on is an outgoing connection's. */
  PORT_TAKEN("port_taken"),
  /** One of the four troubles with connects is over. */
  CONNECT_RECOVERED("connect_recovered", true),

  /** Another process listens on the same address and port, and does not accept. */
  NEIGHBOUR_STUCK("neighbour_stuck"),
  NEIGHBOUR_RECOVERED("neighbour_recovered", true);

  private final String key;
  private final boolean ends;

  Event(String key) {
    this(key, false);
  }

  Event(String key, boolean ends) {
    this.key = key;
    this.ends = ends;
  }

  /** As the log spells it. */
  public String key() {
    return key;
  }

  /** Whether the trouble ends with this event. */
  public boolean ends() {
    return ends;
  }
}
