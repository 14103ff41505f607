package io.acceptlag.probes;

/**
 * Whether this kernel leaves figures of TCP_INFO blank. gVisor answers, but fills in neither {@code
 * last_data_sent} nor a listener's queue; its older versions fill in nothing. A blank must not be
 * taken for a zero.
 */
final class BlankFigures {
  private volatile boolean seen;
  private volatile boolean ruledOut;

  void see() {
    seen = true;
  }

  boolean seen() {
    return seen;
  }

  /** A listener's limit was another one than 0. */
  void ruleOut() {
    ruledOut = true;
  }

  /** Whether it is not known yet, so that the kernel need be asked at the next listen(). */
  boolean open() {
    return !seen && !ruledOut;
  }
}
