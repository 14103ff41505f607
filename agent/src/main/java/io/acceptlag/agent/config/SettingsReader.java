package io.acceptlag.agent.config;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects what the user has set, from all sources in the order of their precedence.
 *
 * <p>The first source that names an option decides, whether its value is good or bad: falling back
 * to another source would give a value that nobody expects. What it overrides is not even read.
 */
class SettingsReader {
  private final Map<Option, Setting> settings = new EnumMap<>(Option.class);
  private final Set<Option> decided = EnumSet.noneOf(Option.class);
  private final Problems problems;

  SettingsReader(Problems problems) {
    this.problems = problems;
  }

  void readAgentArgument(@Nullable String argument) {
    Set<Option> repeated = EnumSet.noneOf(Option.class);
    Set<String> unknown = new HashSet<>();
    for (AgentArgument.Entry entry : AgentArgument.entries(argument)) {
      Option option = optionOf(Source.AGENT_ARGUMENT, entry.key);
      if (option == null) {
        if (unknown.add(entry.key)) {
          problems.addUnknown(Source.AGENT_ARGUMENT, entry.key);
        }
      } else if (decided.add(option)) {
        settings.put(option, new Setting(option, Source.AGENT_ARGUMENT, entry.value));
      } else if (repeated.add(option)) {
        // It is uncertain whether the first or the last value was meant.
        problems.addRepeated(requireNonNull(settings.remove(option)), entry.value);
      }
    }
  }

  void readProperties(Function<String, @Nullable String> property, Set<String> names) {
    for (Option option : Option.values()) {
      read(Source.SYSTEM_PROPERTY, option, property.apply(option.propertyName()));
    }
    reportUnknown(Source.SYSTEM_PROPERTY, Source.PROPERTY_PREFIX, names);
  }

  void readEnvironment(Function<String, @Nullable String> variable, Set<String> names) {
    for (Option option : Option.values()) {
      String text = variable.apply(option.variableName());
      // Container files pass on variables that are not set as empty ones.
      if (text != null && !text.trim().isEmpty()) {
        read(Source.ENVIRONMENT, option, text);
      }
    }
    reportUnknown(Source.ENVIRONMENT, Source.VARIABLE_PREFIX, names);
  }

  private void read(Source source, Option option, @Nullable String text) {
    if (text != null && decided.add(option)) {
      settings.put(option, new Setting(option, source, text.trim()));
    }
  }

  private void reportUnknown(Source source, String prefix, Set<String> names) {
    for (String name : new TreeSet<>(names)) {
      if (name.startsWith(prefix) && optionOf(source, name) == null) {
        problems.addUnknown(source, name);
      }
    }
  }

  private static @Nullable Option optionOf(Source source, String name) {
    for (Option option : Option.values()) {
      if (source.spelling(option).equals(name)) {
        return option;
      }
    }
    return null;
  }

  /** The settings that count; empty ones and those with bad values among them. */
  Map<Option, Setting> settings() {
    return settings;
  }
}
