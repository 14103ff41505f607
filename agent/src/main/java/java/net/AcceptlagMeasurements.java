package java.net;

import org.jspecify.annotations.Nullable;

/** What acceptlag answers to an extension of the OpenTelemetry agent, or to an application. */
public abstract class AcceptlagMeasurements {
  /** Whether no accept was slow lately. Costs one read as long as none ever was. */
  public abstract boolean isEmpty();

  /**
   * How long the connection of a request has waited, if that was long and no earlier request has
   * claimed it: the wait and the first read in seconds, and the trace and span of its incident. Any
   * of these except the wait may be null.
   *
   * @param localPort negative if it is not known
   * @param startEpochNanos when the request began
   */
  public abstract @Nullable Object @Nullable [] claim(
      String peerAddress, long peerPort, long localPort, long startEpochNanos);

  /**
   * All metrics, each as its name, description, unit, kind (LONG_SUM, DOUBLE_SUM, DOUBLE_GAUGE,
   * HISTOGRAM), whether it only grows, whether it is delta, and its points. A point has its start,
   * its time, attributes, and either a number or sum, boundaries and counts.
   */
  public abstract Object[] metrics(boolean deltaCounters, boolean deltaHistograms);
}
