package io.acceptlag.agent;

import io.acceptlag.agent.config.TelemetryMode;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.LoadedClasses;
import io.acceptlag.agent.telemetry.AgentExtension;
import io.acceptlag.agent.telemetry.ExtensionMeeting;
import io.acceptlag.core.report.Severity;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Finds the OpenTelemetry agent, if it has our extension. */
final class OtherAgent {
  private OtherAgent() {}

  /**
   * Starts to record whether it is there.
   *
   * @param another a further class to look for
   */
  static void lookFor(LoadedClasses classes, String another) {
    classes.lookForServers(ExtensionMeeting.CLASS, ExtensionMeeting.APPLICATION, another);
  }

  /**
   * Null if there is none, or if telemetry is off.
   *
   * @param classes that were told to look for {@link ExtensionMeeting#CLASS}
   */
  static @Nullable AgentExtension extension(
      TelemetryMode mode,
      LoadedClasses classes,
      BaseModule base,
      Endings endings,
      BiConsumer<Severity, String> notices)
      throws Exception {
    ClassLoader loader = classes.loaderOf(ExtensionMeeting.CLASS);
    if (loader == null || mode == TelemetryMode.NONE) {
      return null;
    }
    base.define("AcceptlagMeasurements", "AcceptlagTelemetry");
    Object met = ExtensionMeeting.meet(loader, notices);
    if (met == null) {
      return null;
    }
    AgentExtension extension = AgentExtension.connect(met, OwnVersion.get());
    endings.add(extension::close);
    return extension;
  }
}
