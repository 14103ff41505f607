package io.acceptlag.agent.config;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of what the user has set. */
public final class ConfigurationLoader {

  private ConfigurationLoader() {}

  /**
   * Reads all options. No setting, however wrong, makes it fail: the option then has its default
   * and the result has a problem.
   *
   * @param agentArgument the text after {@code -javaagent:acceptlag.jar=}, if there is any
   * @param systemProperty gives the value of a system property, or null
   * @param environment gives the value of an environment variable, or null
   * @param propertyNames the system properties that are set, if known; those of ours that are no
   *     option are reported
   * @param variableNames the environment variables that are set, likewise
   */
  public static LoadedConfiguration load(
      @Nullable String agentArgument,
      Function<String, @Nullable String> systemProperty,
      Function<String, @Nullable String> environment,
      Set<String> propertyNames,
      Set<String> variableNames) {
    Problems problems = new Problems();
    SettingsReader reader = new SettingsReader(problems);
    reader.readAgentArgument(agentArgument);
    reader.readProperties(systemProperty, propertyNames);
    reader.readEnvironment(environment, variableNames);
    Map<Option, Object> values = values(reader.settings(), problems);
    new Contradictions(values, reader.settings(), problems).resolve();
    return new LoadedConfiguration(new Configuration(values), problems.sentences());
  }

  private static Map<Option, Object> values(Map<Option, Setting> settings, Problems problems) {
    Map<Option, Object> values = new EnumMap<>(Option.class);
    for (Option option : Option.values()) {
      Setting setting = settings.get(option);
      Object value = setting == null ? null : value(setting, problems);
      if (value != null) {
        values.put(option, value);
      } else if (option.defaultsTo() == null) {
        values.put(option, option.defaultValue());
      }
    }
    return values;
  }

  private static @Nullable Object value(Setting setting, Problems problems) {
    if (setting.isEmpty()) {
      problems.addEmpty(setting);
      return null;
    }
    try {
      return setting.value();
    } catch (InvalidValueException e) {
      problems.addInvalid(setting, e.reason());
      return null;
    }
  }
}
