package io.acceptlag.core.blackbox;

/** A figure that knows how an interval's comes of those of its parts. */
interface Merged {
  /** How. */
  enum Merge {
    SUM,
    MOST,
    LAST
  }

  Merge merge();
}
