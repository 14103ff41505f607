package java.net;

import org.jspecify.annotations.Nullable;

/**
 * What an extension of the OpenTelemetry agent does for acceptlag: it passes telemetry on to that
 * agent's SDK. The class is in java.base, because the two loaders have nothing else in common, and
 * uses only types of the JDK. It is defined only if there is such an extension. Not for
 * applications.
 *
 * <p>Attributes are alternating keys and values. A value is a String, Long, Double, Boolean or a
 * List of Strings.
 */
public abstract class AcceptlagTelemetry {
  /** Must be incremented with any change of this class or of {@link AcceptlagMeasurements}. */
  public static final int VERSION = 1;

  /** Connects the object that is asked from now on. */
  public abstract void connect(AcceptlagMeasurements acceptlag, String acceptlagVersion);

  /** acceptlag leaves, so nothing is asked any more. */
  public abstract void disconnect();

  /** The name of the agent within a sentence. */
  public abstract String agent();

  /**
   * Starts a span and returns it.
   *
   * @param parentTraceId null for a root
   */
  public abstract Object startSpan(
      String name,
      @Nullable String parentTraceId,
      @Nullable String parentSpanId,
      long startEpochNanos,
      Object[] attributes);

  public abstract String traceId(Object span);

  public abstract String spanId(Object span);

  public abstract boolean isSampled(Object span);

  public abstract void set(Object span, Object[] attributes);

  /**
   * @param epochNanos 0 for now
   */
  public abstract void addEvent(Object span, String name, long epochNanos, Object[] attributes);

  public abstract void setError(Object span, String description);

  /**
   * @param epochNanos 0 for now
   */
  public abstract void end(Object span, long epochNanos);

  /**
   * Emits a log record.
   *
   * @param severity OpenTelemetry's number
   * @param traceId null if it belongs to no span
   */
  public abstract void log(
      long epochNanos,
      int severity,
      String eventName,
      String body,
      Object[] attributes,
      @Nullable String traceId,
      @Nullable String spanId);
}
