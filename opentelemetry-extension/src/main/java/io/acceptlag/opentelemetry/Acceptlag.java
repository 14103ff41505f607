package io.acceptlag.opentelemetry;

import org.jspecify.annotations.Nullable;

/**
 * acceptlag, met. Its own class in java.base must not be linked to before that: it may not be
 * there.
 */
interface Acceptlag {
  String version();

  boolean isEmpty();

  @Nullable Object @Nullable [] claim(
      String peerAddress, long peerPort, long localPort, long startEpochNanos);

  Object[] metrics(boolean deltaCounters, boolean deltaHistograms);
}
