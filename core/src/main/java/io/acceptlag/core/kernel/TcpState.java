package io.acceptlag.core.kernel;

/** States of a TCP socket, as include/net/tcp_states.h numbers them. */
public final class TcpState {
  public static final int ESTABLISHED = 1;
  public static final int SYN_SENT = 2;

  /** Half-open; such a socket has no descriptor yet. */
  public static final int SYN_RECV = 3;

  public static final int TIME_WAIT = 6;
  public static final int CLOSE = 7;

  /** The other side has sent FIN. */
  public static final int CLOSE_WAIT = 8;

  public static final int LISTEN = 10;

  private TcpState() {}
}
