package io.acceptlag.agent.config;

/** Where a setting was made. The earlier constant has precedence. */
enum Source {
  AGENT_ARGUMENT("agent argument"),
  SYSTEM_PROPERTY("system property"),
  ENVIRONMENT("environment variable");

  static final String PROPERTY_PREFIX = "acceptlag.";
  static final String VARIABLE_PREFIX = "ACCEPTLAG_";

  private final String title;

  Source(String title) {
    this.title = title;
  }

  /** How the user spells the option here. */
  String spelling(Option option) {
    switch (this) {
      case AGENT_ARGUMENT:
        return option.key();
      case SYSTEM_PROPERTY:
        return option.propertyName();
      default:
        return option.variableName();
    }
  }

  /** Where to look for what the user wrote: "system property acceptlag.poll". */
  String place(Option option) {
    return this == AGENT_ARGUMENT ? title : title + ' ' + spelling(option);
  }

  String title() {
    return title;
  }
}
