package io.acceptlag.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
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

  /**
   * The agent's loader gives its own API for the one that we name. An application's must not be
   * asked for its global SDK: it may be about to set one, which fails once it was asked for.
   */
  static boolean isInAgent() {
    return GlobalOpenTelemetry.class.getName().contains("javaagent");
  }

  /** From now on this class is there to be found. */
  static void open() {}

  /** That of the two classes in java.base, as this extension was compiled with. */
  public static int version() {
    return AcceptlagTelemetry.VERSION;
  }

  /** Called by acceptlag, of the same version. Returns a {@link AcceptlagTelemetry}. */
  public static Object meet() {
    return new AgentTelemetry();
  }
}
