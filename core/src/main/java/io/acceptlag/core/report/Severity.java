package io.acceptlag.core.report;

/** How bad a line of the log is. */
public enum Severity {
  INFO,
  WARN,
  ERROR
}
