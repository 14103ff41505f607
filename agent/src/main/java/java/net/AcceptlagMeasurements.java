package java.net;

import org.jspecify.annotations.Nullable;

/** What acceptlag knows and an extension of the OpenTelemetry agent asks: the other half. */
public abstract class AcceptlagMeasurements {
  /** Whether no accept was slow lately. Costs one read while none ever was. */
  public abstract boolean isEmpty();

  /**
   * What the connection of a request has waited, if that was long and no earlier request has
   * claimed it: the wait and the first read in seconds, and the trace and span of its incident. Any
   * of these but the wait may be null.
   *
   * @param localPort negative where it is not known
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
