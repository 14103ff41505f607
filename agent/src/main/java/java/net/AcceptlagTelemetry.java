package java.net;

import org.jspecify.annotations.Nullable;

/**
 * What an extension of the OpenTelemetry agent does for acceptlag: it passes on to that agent's
 * SDK. It lies in java.base because the two loaders have nothing else in common, so it speaks the
 * JDK's types only. It is there only where such an extension is. Not for applications.
 *
 * <p>Attributes are keys and values in turn. A value is a String, Long, Double, Boolean or a List
 * of Strings.
 */
public abstract class AcceptlagTelemetry {
  /** To be raised with any change of this class or of {@link AcceptlagMeasurements}. */
  public static final int VERSION = 1;

  /** From now on that one is asked. */
  public abstract void connect(AcceptlagMeasurements acceptlag, String acceptlagVersion);

  /** Nobody is to be asked any more: acceptlag leaves. */
  public abstract void disconnect();

  /** What the agent is called in a sentence. */
  public abstract String agent();

  /**
   * Returns the span.
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
   * @param traceId null where it belongs to no span
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
