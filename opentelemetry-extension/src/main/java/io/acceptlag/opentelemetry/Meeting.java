package io.acceptlag.opentelemetry;

import java.net.AcceptlagTelemetry;
import org.jspecify.annotations.Nullable;

/**
 * Where acceptlag finds this extension: by the name of this class, which is loaded only where an
 * SDK is built. So it does not matter whose agent comes first.
 */
public final class Meeting {
  /** Null until both have met. */
  static volatile @Nullable Acceptlag acceptlag;

  private Meeting() {}

  /** From now on this class is there to be found. */
  static void open() {}

  /** That of the two classes in java.base, as this extension was compiled with. */
  public static int version() {
    return AcceptlagTelemetry.VERSION;
  }

  /** Called by acceptlag, of the same version. Returns a {@link AcceptlagTelemetry}. */
  public static Object meet() {
    // Now, because this jar may be changed by the time that something has waited.
    WaitedSpan.load();
    return new AgentTelemetry();
  }
}
