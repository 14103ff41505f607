package io.acceptlag.opentelemetry;

import org.jspecify.annotations.Nullable;

/**
 * acceptlag, once it has been met. Its class in java.base must not be linked before that, because
 * it may not exist.
 */
interface Acceptlag {
  String version();

  boolean isEmpty();

  @Nullable Object @Nullable [] claim(
      String peerAddress, long peerPort, long localPort, long startEpochNanos);

  Object[] metrics(boolean deltaCounters, boolean deltaHistograms);
}
