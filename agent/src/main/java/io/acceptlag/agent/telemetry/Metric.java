package io.acceptlag.agent.telemetry;

/** The metrics; names and units are an interface. */
enum Metric {
  WAIT_DURATION(
      "acceptlag.wait.duration",
      Kind.HISTOGRAM,
      "s",
      "Time from the end of a connection's handshake to its accept()"),
  FIRST_READ_DURATION(
      "acceptlag.first_read.duration",
      Kind.HISTOGRAM,
      "s",
      "Time that the first data of sampled connections waited to be read, from the later of accept"
          + " and first data; what took less than one poll is in the lowest bucket"),
  QUEUE_LENGTH(
      "acceptlag.queue.length",
      Kind.LONG_UP_DOWN_COUNTER,
      "{connection}",
      "Connections that wait to be accepted"),
  QUEUE_LIMIT(
      "acceptlag.queue.limit",
      Kind.LONG_UP_DOWN_COUNTER,
      "{connection}",
      "The backlog that the kernel granted; there is room for one more than this"),
  QUEUE_OLDEST_AGE(
      "acceptlag.queue.oldest_age",
      Kind.DOUBLE_GAUGE,
      "s",
      "At least how long the oldest connection now waiting has waited"),
  QUEUE_SATURATED_TIME(
      "acceptlag.queue.saturated_time",
      Kind.DOUBLE_COUNTER,
      "s",
      "Time during which the accept queue was seen full"),
  ACCEPTED(
      "acceptlag.connection.accepted", Kind.LONG_COUNTER, "{connection}", "Connections accepted"),
  ABANDONED(
      "acceptlag.connection.abandoned",
      Kind.LONG_COUNTER,
      "{connection}",
      "Connections accepted after the client had already left"),
  HANDSHAKE_DELAYED(
      "acceptlag.connection.handshake_delayed",
      Kind.LONG_COUNTER,
      "{connection}",
      "Connections accepted whose SYN-ACK had to be sent again"),
  UNSERVED(
      "acceptlag.connection.unserved",
      Kind.LONG_UP_DOWN_COUNTER,
      "{connection}",
      "Connections accepted of whose data nothing has been read, counted while an incident is"
          + " open"),
  DROPS(
      "acceptlag.packet.dropped",
      Kind.LONG_COUNTER,
      "{packet}",
      "Packets that the kernel dropped at the listener, for any reason"),
  ACCEPTOR_UTILIZATION(
      "acceptlag.acceptor.utilization",
      Kind.DOUBLE_GAUGE,
      "1",
      "Share of time that the acceptor spends outside accept"),
  OPEN_INCIDENTS(
      "acceptlag.incident.open",
      Kind.LONG_UP_DOWN_COUNTER,
      "{incident}",
      "Incidents that are open, by the cause that was last reported"),
  INCIDENTS(
      "acceptlag.incident.count", Kind.LONG_COUNTER, "{incident}", "Incidents that have ended"),
  CONNECT_DURATION(
      "acceptlag.connect.duration",
      Kind.HISTOGRAM,
      "s",
      "Time that a connect() of this process took that succeeded"),
  CONNECT_SYN_RETRANSMITS(
      "acceptlag.connect.syn_retransmits",
      Kind.LONG_COUNTER,
      "{packet}",
      "SYNs sent again by connects of this process that succeeded after a second or longer"),
  CONNECT_FAILURES(
      "acceptlag.connect.failures",
      Kind.LONG_COUNTER,
      "{connection}",
      "Connects of this process that failed"),
  KERNEL_LISTEN_OVERFLOWS(
      "acceptlag.kernel.listen_overflows",
      Kind.LONG_COUNTER,
      "{packet}",
      "Packets that met a full accept queue, in the whole network namespace: TcpExt ListenOverflows"),
  KERNEL_LISTEN_DROPS(
      "acceptlag.kernel.listen_drops",
      Kind.LONG_COUNTER,
      "{packet}",
      "Packets dropped at any listener of the network namespace: TcpExt ListenDrops"),
  KERNEL_SYN_QUEUE_DROPS(
      "acceptlag.kernel.syn_queue_drops",
      Kind.LONG_COUNTER,
      "{packet}",
      "SYNs that met a full SYN queue, in the whole network namespace: TcpExt TCPReqQFullDrop"),
  KERNEL_SYN_COOKIES_SENT(
      "acceptlag.kernel.syn_cookies_sent",
      Kind.LONG_COUNTER,
      "{packet}",
      "SYN cookies sent in the whole network namespace: TcpExt SyncookiesSent"),
  AGENT_LATE_POLLS(
      "acceptlag.agent.late_polls",
      Kind.LONG_COUNTER,
      "{poll}",
      "Polls of the agent that came 50 ms late or more"),
  AGENT_HOOK_FAILURES(
      "acceptlag.agent.hook_failures",
      Kind.LONG_COUNTER,
      "{failure}",
      "Connections that the agent failed to record"),
  AGENT_DROPPED_REPORTS(
      "acceptlag.agent.dropped_reports",
      Kind.LONG_COUNTER,
      "{report}",
      "Reports, spans and log records of the agent that found no room"),
  AGENT_FAILED_EXPORTS(
      "acceptlag.agent.failed_exports",
      Kind.LONG_COUNTER,
      "{export}",
      "Batches of telemetry that did not reach the collector");

  enum Kind {
    LONG_UP_DOWN_COUNTER,
    DOUBLE_GAUGE,
    LONG_COUNTER,
    DOUBLE_COUNTER,
    HISTOGRAM
  }

  final String key;
  final Kind kind;
  final String unit;
  final String description;

  Metric(String key, Kind kind, String unit, String description) {
    this.key = key;
    this.kind = kind;
    this.unit = unit;
    this.description = description;
  }
}
