package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes by java.util.logging; to be touched only when the application has initialised it. */
class JulSink implements Sink {
  // Held, because a LogManager holds loggers weakly and would set up a collected one, with its
  // handlers, once more. Tomcat's LogManager finds the configuration by the context class loader,
  // which AgentLog sets to the system loader.
  private static final Logger logger = Logger.getLogger(Library.LOGGER);

  static Answer inquire(boolean awaitsSpringBoot) {
    // Spring Boot leaves no mark here, but silences the root logger until it is done.
    if (awaitsSpringBoot && Level.SEVERE.equals(Logger.getLogger("").getLevel())) {
      return Answer.NOT_YET;
    }
    return hasHandler() ? Answer.ready(new JulSink()) : Answer.NEVER;
  }

  /** Whether a line could arrive anywhere; after the JVM's shutdown has begun, it may not. */
  private static boolean hasHandler() {
    for (@Nullable Logger each = logger; each != null; each = each.getParent()) {
      if (each.getHandlers().length > 0) {
        return true;
      }
      if (!each.getUseParentHandlers()) {
        return false;
      }
    }
    return false;
  }

  @Override
  public void write(Severity severity, String line) {
    LogRecord record = new LogRecord(level(severity), line);
    record.setLoggerName(Library.LOGGER);
    // Otherwise the caller is inferred, and formatters show a class of ours instead of the logger.
    record.setSourceClassName(null);
    logger.log(record);
  }

  private static Level level(Severity severity) {
    switch (severity) {
      case INFO:
        return Level.INFO;
      case WARN:
        return Level.WARNING;
      default:
        return Level.SEVERE;
    }
  }
}
