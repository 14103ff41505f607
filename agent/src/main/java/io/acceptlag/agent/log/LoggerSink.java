package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;
import java.util.Locale;

/** A logger of SLF4J or Log4j 2, in the application's class loader and so only by reflection. */
class LoggerSink implements Sink {
  /** What a library says of itself. Nothing is known of one that is neither Logback nor Log4j 2. */
  interface State {
    /** Whether it has not begun to close its files. */
    default boolean isOpen() throws ReflectiveOperationException {
      return true;
    }

    /** By its level alone: filters are the application's code. */
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
   * @param library that it is of
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
