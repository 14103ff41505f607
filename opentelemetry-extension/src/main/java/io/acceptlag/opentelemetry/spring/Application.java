package io.acceptlag.opentelemetry.spring;

import java.net.AcceptlagMeasurements;
import java.net.AcceptlagTelemetry;
import org.jspecify.annotations.Nullable;

/** Where acceptlag finds an application that asks, by the name of this class. */
public final class Application {
  /** An AcceptlagMeasurements, whose class may not be there before both have met. */
  private static volatile @Nullable Object measurements;

  private Application() {}

  /** From now on this class is there to be found. */
  static void open() {}

  /** That of the two classes in java.base, as this jar was compiled with. */
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

  /** Costs one read while nothing was slow. */
  static boolean isEmpty() {
    Object met = measurements;
    return met == null || ((AcceptlagMeasurements) met).isEmpty();
  }

  /** As {@link AcceptlagMeasurements#claim} has it. */
  static @Nullable Object @Nullable [] claim(
      String peerAddress, long peerPort, long startEpochNanos) {
    Object met = measurements;
    return met == null
        ? null
        : ((AcceptlagMeasurements) met).claim(peerAddress, peerPort, -1, startEpochNanos);
  }
}
