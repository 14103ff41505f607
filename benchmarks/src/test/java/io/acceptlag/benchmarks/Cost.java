package io.acceptlag.benchmarks;

/** Seconds of time, and of CPU. */
record Cost(double wall, double cpu) {}
