package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;
import java.util.Locale;

/**
 * A logger of SLF4J or Log4j 2, used by reflection because it is in the application's class loader.
 */
class LoggerSink implements Sink {
  /**
   * What a library says about itself. Nothing is known about one other than Logback and Log4j 2.
   */
  interface State {
    /** Whether it has not begun to close its files. */
    default boolean isOpen() throws ReflectiveOperationException {
      return true;
    }

    /** Judged only by its level, because filters are the application's code. */
    default boolean wantsInfo(Object logger) throws ReflectiveOperationException {
      return true;
    }
  }

  private final Object logger;
  private final Class<?> loggerType;
  private final State library;

  /**
   * @param loggerType the public interface that has {@code info(String)} and the others. The
   *     logger's own class need not be accessible.
   * @param library the library of the logger
   */
  LoggerSink(Object logger, Class<?> loggerType, State library) {
    this.logger = logger;
    this.loggerType = loggerType;
    this.library = library;
  }

  @Override
  public boolean wantsInfo() throws Exception {
    return library.wantsInfo(logger);
  }

  @Override
  public boolean isStillOpen() throws Exception {
    return library.isOpen();
  }

  @Override
  public void write(Severity severity, String line) throws Exception {
    String method = severity.name().toLowerCase(Locale.ROOT);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Appenders look up what they need (a serializer, a JNDI name) by the context class loader.
    thread.setContextClassLoader(logger.getClass().getClassLoader());
    try {
      loggerType.getMethod(method, String.class).invoke(logger, line);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
