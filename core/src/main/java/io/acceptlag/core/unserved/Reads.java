package io.acceptlag.core.unserved;

/** Takes sampled connections whose first data was seen unread, and has now been read. */
public interface Reads {
  /**
   * All of System.nanoTime.
   *
   * @param dataNanos the later of accept and first data
   */
  void read(long acceptedNanos, long dataNanos, long readNanos);
}
