package io.acceptlag.probes;

/**
 * Whether this kernel leaves figures of TCP_INFO blank. gVisor answers, but fills in neither {@code
 * last_data_sent} nor a listener's queue; its older versions fill in nothing. A blank must not be
 * taken for a zero.
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
