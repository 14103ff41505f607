package io.acceptlag.opentelemetry.spring;

import java.net.AcceptlagMeasurements;
import java.net.AcceptlagTelemetry;
import org.jspecify.annotations.Nullable;

/** Where acceptlag finds an application that asks: by the name of this class. */
public final class Application {
  /** An AcceptlagMeasurements, whose class may not exist before both have met. */
  private static volatile @Nullable Object measurements;

  private Application() {}

  /** Loads this class, so that acceptlag can find it. */
  static void open() {}

  /** The version of the two classes in java.base with which this jar was compiled. */
  public static int version() {
    return AcceptlagTelemetry.VERSION;
  }

  /**
   * Called by acceptlag, of the same version.
   *
   * @param acceptlag an AcceptlagMeasurements; null when acceptlag leaves
   */
  public static void meet(@Nullable Object acceptlag) {
    measurements = acceptlag;
  }

  /** Costs one read as long as nothing was slow. */
  static boolean isEmpty() {
    Object met = measurements;
    return met == null || ((AcceptlagMeasurements) met).isEmpty();
  }

  /** See {@link AcceptlagMeasurements#claim}. */
  static @Nullable Object @Nullable [] claim(
      String peerAddress, long peerPort, long startEpochNanos) {
    Object met = measurements;
    return met == null
        ? null
        : ((AcceptlagMeasurements) met).claim(peerAddress, peerPort, -1, startEpochNanos);
  }
}
