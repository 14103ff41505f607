package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.Severity;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds our extension of the OpenTelemetry agent, or of an application, if it is there and fits.
 */
public final class ExtensionMeeting {
  /** A class that is loaded once the OpenTelemetry agent builds an SDK with the extension. */
  public static final String CLASS = "io.acceptlag.opentelemetry.Meeting";

  /** A class that is loaded by an application in which Spring uses the same jar. */
  public static final String APPLICATION = "io.acceptlag.opentelemetry.spring.Application";

  /**
   * {@link java.net.AcceptlagTelemetry#VERSION}, as a constant, because that class may not be
   * defined.
   */
  static final int VERSION = java.net.AcceptlagTelemetry.VERSION;

  private ExtensionMeeting() {}

  /**
   * The extension's side; null if it does not fit.
   *
   * @param loader that has loaded {@link #CLASS}
   */
  public static @Nullable Object meet(ClassLoader loader, BiConsumer<Severity, String> notices) {
    return met(CLASS, loader, notices, meeting -> meeting.getMethod("meet").invoke(null));
  }

  /**
   * The waits of connections, for which an application's own tracing asks from now on; null if our
   * jar there does not fit.
   *
   * @param loader that has loaded {@link #APPLICATION}
   */
  public static @Nullable RequestWaits meetApplication(
      ClassLoader loader, BiConsumer<Severity, String> notices) {
    RequestWaits waits = new RequestWaits();
    return met(
        APPLICATION,
        loader,
        notices,
        meeting -> {
          meeting.getMethod("meet", Object.class).invoke(null, waits);
          return waits;
        });
  }

  /** Disconnects from an application that goes on without acceptlag. */
  public static void leaveApplication(ClassLoader loader) {
    met(
        APPLICATION,
        loader,
        (severity, notice) -> {},
        meeting -> meeting.getMethod("meet", Object.class).invoke(null, (Object) null));
  }

  private static <T> @Nullable T met(
      String name, ClassLoader loader, BiConsumer<Severity, String> notices, Side<T> side) {
    try {
      Class<?> meeting = Class.forName(name, true, loader);
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
      return side.meet(meeting);
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

  private interface Side<T> {
    @Nullable T meet(Class<?> meeting) throws ReflectiveOperationException;
  }
}
