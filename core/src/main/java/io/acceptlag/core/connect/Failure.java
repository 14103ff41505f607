package io.acceptlag.core.connect;

/**
 * Why a connect() failed, as far as the class of its exception tells. Messages are not used,
 * because they are localised.
 */
public enum Failure {
  REFUSED("refused"),
  TIMED_OUT("timed_out"),
  HOST_UNREACHABLE("host_unreachable"),
  /** EADDRNOTAVAIL: no port is left, or the local address is not this host's. */
  NO_ADDRESS("address_not_available"),
  OTHER("_OTHER");

  /**
   * The kernel gives up no sooner than the first SYN would be sent again; a refusal comes at once.
   */
  private static final long FIRST_RESEND_NANOS = 900_000_000;

  private final String key;

  Failure(String key) {
    this.key = key;
  }

  /** The value of {@code error.type}. */
  public String key() {
    return key;
  }

  /**
   * The failure that a kind of exception stands for. When no port is left, a Socket up to Java 12
   * throws that of an unreachable host, and Netty that of a refusal. So the ports are counted
   * before any of these is reported.
   *
   * @param exception the name of its class
   * @param afterNanos how long connect() had taken
   */
  static Failure of(String exception, long afterNanos) {
    switch (exception) {
      case "java.net.SocketTimeoutException":
        return TIMED_OUT;
      case "java.net.BindException":
        return NO_ADDRESS;
      case "java.net.NoRouteToHostException":
        return HOST_UNREACHABLE;
      case "java.net.ConnectException":
        return refusedOrNot(afterNanos);
      default:
        // Under whatever name this copy of Netty has.
        return exception.endsWith("io.netty.channel.unix.Errors$NativeConnectException")
            ? refusedOrNot(afterNanos)
            : OTHER;
    }
  }

  private static Failure refusedOrNot(long afterNanos) {
    return afterNanos < FIRST_RESEND_NANOS ? REFUSED : TIMED_OUT;
  }
}
