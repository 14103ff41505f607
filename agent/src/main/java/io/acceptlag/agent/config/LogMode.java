package io.acceptlag.agent.config;

/** Where the agent's own lines go: the option {@code log}. */
public enum LogMode {
  /** The logging library that the application uses, or else the standard error stream. */
  AUTO,
  SLF4J,
  LOG4J2,
  /** The JDK's {@code java.util.logging}. */
  JUL,
  STDERR,
  NONE
}
