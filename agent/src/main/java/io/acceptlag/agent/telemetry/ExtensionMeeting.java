package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.Severity;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Finds our extension of the OpenTelemetry agent, if it is there and fits. */
public final class ExtensionMeeting {
  /** Loaded by the extension once its agent, or an application, builds an SDK with it. */
  public static final String CLASS = "io.acceptlag.opentelemetry.Meeting";

  /** {@link java.net.AcceptlagTelemetry#VERSION}; that class may not be there. */
  private static final int VERSION = java.net.AcceptlagTelemetry.VERSION;

  private ExtensionMeeting() {}

  /**
   * The extension's side, null where it does not fit.
   *
   * @param loader that has loaded {@link #CLASS}
   */
  public static @Nullable Object meet(ClassLoader loader, BiConsumer<Severity, String> notices) {
    try {
      Class<?> meeting = Class.forName(CLASS, true, loader);
      Object version = meeting.getMethod("version").invoke(null);
      if (!Integer.valueOf(VERSION).equals(version)) {
        notices.accept(
            Severity.WARN,
            "acceptlag.jar and acceptlag-opentelemetry.jar are not of one release (they speak"
                + " versions "
                + VERSION
                + " and "
                + version
                + "), so acceptlag exports by itself. Take both from the same release");
        return null;
      }
      return meeting.getMethod("meet").invoke(null);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      notices.accept(
          Severity.WARN,
          "acceptlag-opentelemetry.jar does not fit this OpenTelemetry ("
              + cause.getClass().getSimpleName()
              + ": "
              + cause.getMessage()
              + "), so acceptlag exports by itself");
      return null;
    }
  }
}
