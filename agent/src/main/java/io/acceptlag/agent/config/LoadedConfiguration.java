package io.acceptlag.agent.config;

import java.util.List;

/** A configuration, and what was wrong with the settings that it was made of. */
public final class LoadedConfiguration {
  private final Configuration configuration;
  private final List<String> problems;

  LoadedConfiguration(Configuration configuration, List<String> problems) {
    this.configuration = configuration;
    this.problems = problems;
  }

  public Configuration configuration() {
    return configuration;
  }

  /**
   * One line for each mistake, to be logged as a warning: whole sentences that name the option and
   * say what would be right. Foreign text in them is quoted, escaped and shortened.
   */
  public List<String> problems() {
    return problems;
  }
}
