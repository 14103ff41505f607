package io.acceptlag.agent.config;

import java.util.List;
import java.util.Map;

/** What a user has set in the three places, for tests. */
record Settings(String argument, Map<String, String> properties, Map<String, String> variables) {

  static Settings argument(String argument) {
    return new Settings(argument, Map.of(), Map.of());
  }

  static Settings property(String name, String value) {
    return new Settings(null, Map.of(name, value), Map.of());
  }

  static Settings variable(String name, String value) {
    return new Settings(null, Map.of(), Map.of(name, value));
  }

  /** The option set in one place only. */
  static Settings of(Source source, Option option, String value) {
    return switch (source) {
      case AGENT_ARGUMENT -> argument(option.key() + "=" + value);
      case SYSTEM_PROPERTY -> property("acceptlag." + option.key(), value);
      case ENVIRONMENT -> variable(option.variableName(), value);
    };
  }

  LoadedConfiguration load() {
    return ConfigurationLoader.load(
        argument, properties::get, variables::get, properties.keySet(), variables.keySet());
  }

  Configuration configuration() {
    return load().configuration();
  }

  List<String> problems() {
    return load().problems();
  }
}
