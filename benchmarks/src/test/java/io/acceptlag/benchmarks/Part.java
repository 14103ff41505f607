package io.acceptlag.benchmarks;

/** One thing that is measured. */
interface Part {
  String title();

  /** What was found, as Markdown. */
  String measure() throws Exception;
}
