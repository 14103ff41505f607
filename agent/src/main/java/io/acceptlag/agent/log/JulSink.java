package io.acceptlag.agent.log;

import io.acceptlag.agent.threads.AllThreads;
import io.acceptlag.core.report.Severity;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes by java.util.logging; use it only after the application has initialised that. */
class JulSink implements Sink {
  // Held, because a LogManager holds loggers weakly and would set up a collected one, with its
  // handlers, once more. Tomcat's LogManager finds the configuration by the context class loader,
  // which AgentLog sets to the system loader.
  private static volatile @Nullable Logger held;

  private final Logger logger;

  private JulSink(Logger logger) {
    this.logger = logger;
  }

  static Answer inquire(boolean awaitsSpringBoot) {
    // Spring Boot leaves no mark here, but silences the root logger until it is done.
    if (awaitsSpringBoot && Level.SEVERE.equals(Logger.getLogger("").getLevel())) {
      return Answer.NOT_YET;
    }
    JulSink sink = new JulSink(logger());
    return sink.hasHandler() ? Answer.ready(sink) : Answer.NEVER;
  }

  /**
   * Not by a static initialiser: a LogManager that is being set up may throw once, and then this
   * class would never work again.
   */
  private static Logger logger() {
    Logger known = held;
    if (known == null) {
      known = Logger.getLogger(Library.LOGGER);
      held = known;
    }
    return known;
  }

  /** Whether a line can arrive anywhere; once the JVM's shutdown has begun, it may not. */
  private boolean hasHandler() {
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
    String manager = LogManager.getLogManager().getClass().getName();
    LogRecord record = new LogRecord(level(severity, manager), line);
    record.setLoggerName(Library.LOGGER);
    // Otherwise the caller is inferred, and formatters show a class of ours instead of the logger.
    // Both names: Tomcat's formatters print "null" for one that is missing.
    record.setSourceClassName(Library.LOGGER);
    record.setSourceMethodName("report");
    logger.log(record);
  }

  @Override
  public boolean wantsInfo() {
    return logger.isLoggable(Level.INFO);
  }

  @Override
  public boolean isStillOpen() {
    // In this order: if no LogManager is closing its handlers now, it either has not begun to, so
    // the line was written, or has finished and left no handler.
    return !isBeingClosed() && hasHandler();
  }

  /**
   * The JDK's LogManager, and those of servers, close handlers in a shutdown hook, which is a
   * thread.
   */
  private static boolean isBeingClosed() {
    for (Thread thread : AllThreads.list()) {
      if (thread.getClass().getName().endsWith("LogManager$Cleaner")) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param manager the class of the LogManager in force
   */
  static Level level(Severity severity, String manager) {
    switch (severity) {
      case INFO:
        return Level.INFO;
      case WARN:
        return ofJBoss("WARN", Level.WARNING, manager);
      default:
        return ofJBoss("ERROR", Level.SEVERE, manager);
    }
  }

  /** JBoss has its own levels, which its log shows for other lines. */
  private static Level ofJBoss(String name, Level otherwise, String manager) {
    if (!manager.startsWith("org.jboss.logmanager.")) {
      return otherwise;
    }
    try {
      return Level.parse(name);
    } catch (IllegalArgumentException notKnown) {
      return otherwise;
    }
  }
}
