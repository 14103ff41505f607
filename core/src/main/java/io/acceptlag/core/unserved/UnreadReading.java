package io.acceptlag.core.unserved;

/** What the kernel says of one accepted connection; used again for the next one. */
public final class UnreadReading {
  /** False where the descriptor is that connection's no more. */
  public boolean open;

  /**
   * System.nanoTime after {@link #lastReceivedMillis} was read, and before {@link #unread} was: so
   * that neither makes it seem unread for longer than it was.
   */
  public long readNanos;

  /** As in {@link io.acceptlag.core.kernel.TcpState}. */
  public int state;

  /** {@code tcpi_bytes_received}, to which a FIN adds one. */
  public long received;

  /** SIOCINQ, without a FIN; read after {@link #received}, and only where that is not 0. */
  public long unread;

  /** Milliseconds since its client last sent something. */
  public long lastReceivedMillis;

  /** Whether the application has sent anything on it. */
  public boolean answered;
}
