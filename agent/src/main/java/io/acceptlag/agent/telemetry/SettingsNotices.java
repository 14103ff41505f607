package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.Severity;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Tells what is wrong with the settings, each once, before the SDK reads them. */
final class SettingsNotices {
  static final String CANNOT_START = "Cannot start telemetry: ";

  private SettingsNotices() {}

  /** Where telemetry can go; null if it cannot start. */
  static @Nullable Destination tell(Destination destination, BiConsumer<Severity, String> notices) {
    destination.surprises().forEach(surprise -> notices.accept(Severity.WARN, surprise));
    Set<String> faults = new LinkedHashSet<>(destination.faults());
    Set<String> ofLogs = new LinkedHashSet<>(destination.faultsOfLogs());
    if (faults.isEmpty()) {
      // Only now: while there is a fault, nobody has waited for java.security.
      for (Signal signal : Signal.NEEDED) {
        faults.addAll(destination.faultsOfFiles(signal));
      }
      ofLogs.addAll(destination.faultsOfFiles(Signal.LOGS));
    }
    ofLogs.removeAll(faults);
    faults.forEach(fault -> notices.accept(Severity.WARN, CANNOT_START + fault));
    ofLogs.forEach(fault -> notices.accept(Severity.WARN, "Cannot export log records: " + fault));
    if (!faults.isEmpty()) {
      return null;
    }
    return ofLogs.isEmpty() ? destination : destination.withoutLogs();
  }
}
