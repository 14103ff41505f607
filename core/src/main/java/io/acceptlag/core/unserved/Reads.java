package io.acceptlag.core.unserved;

/** Is told of sampled connections whose first data was seen unread, and is read now. */
public interface Reads {
  /**
   * All of System.nanoTime.
   *
   * @param dataNanos the later of accept and first data
   */
  void read(long acceptedNanos, long dataNanos, long readNanos);
}
