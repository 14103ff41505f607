package io.acceptlag.agent.config;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * Finds values that are valid one by one but impossible together, and gives one of them its
 * default.
 *
 * <p>Defaults never contradict each other. The option that yields is one whose setting causes the
 * contradiction, so there is always a setting to name.
 */
class Contradictions {
  private final Map<Option, Object> values;
  private final Map<Option, Setting> settings;
  private final Problems problems;

  Contradictions(Map<Option, Object> values, Map<Option, Setting> settings, Problems problems) {
    this.values = values;
    this.settings = settings;
    this.problems = problems;
  }

  void resolve() {
    Configuration configuration = new Configuration(values);
    if (configuration.repeatNanos() < configuration.pollNanos()) {
      giveDefault(
          Option.REPEAT, "which is shorter than poll", "Give at least the duration of poll.");
    }
    if (configuration.ports().isEmpty()) {
      giveDefault(
          Option.PORTS_EXCLUDE,
          "which leaves no port to watch",
          "Leave out fewer ports, or set enabled=false to watch none.");
    }
    if (configuration.logMode() == LogMode.NONE
        && configuration.telemetryMode() == TelemetryMode.NONE) {
      giveDefault(
          Option.LOG,
          "which with telemetry=none leaves nobody to tell",
          "Let one of the two speak, or set enabled=false for no agent at all.");
    }
  }

  private void giveDefault(Option option, String reason, String remedy) {
    problems.addImpossible(requireNonNull(settings.get(option)), reason, remedy);
    values.put(option, option.defaultValue());
  }
}
