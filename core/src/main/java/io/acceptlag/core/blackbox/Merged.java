package io.acceptlag.core.blackbox;

/** A figure that knows how the figure of an interval results from those of its parts. */
interface Merged {
  /** How the parts are combined. */
  enum Merge {
    SUM,
    MOST,
    LAST
  }

  Merge merge();
}
