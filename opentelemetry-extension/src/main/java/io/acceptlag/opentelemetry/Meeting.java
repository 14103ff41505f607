package io.acceptlag.opentelemetry;

import java.net.AcceptlagTelemetry;
import org.jspecify.annotations.Nullable;

/**
 * Where acceptlag finds this extension: by the name of this class, which is loaded only when an SDK
 * is built. So it does not matter which agent comes first.
 */
public final class Meeting {
  /** Null until both have met. */
  static volatile @Nullable Acceptlag acceptlag;

  private Meeting() {}

  /** Loads this class, so that acceptlag can find it. */
  static void open() {}

  /** The version of the two classes in java.base with which this extension was compiled. */
  public static int version() {
    return AcceptlagTelemetry.VERSION;
  }

  /** Called by acceptlag, of the same version. Returns a {@link AcceptlagTelemetry}. */
  public static Object meet() {
    // Loaded now, because this jar may be changed by the time that something has waited.
    WaitedSpan.load();
    return new AgentTelemetry();
  }
}
