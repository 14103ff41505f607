package io.acceptlag.probes;

/**
 * Whether this kernel leaves the figures of TCP_INFO blank: gVisor answers and fills in neither
 * {@code last_data_sent} nor a listener's queue, and its older versions nothing at all. A blank is
 * no zero.
 */
final class BlankFigures {
  private volatile boolean seen;

  void see() {
    seen = true;
  }

  boolean seen() {
    return seen;
  }
}
