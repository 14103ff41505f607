package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;
import java.util.Locale;

/** A logger of SLF4J or Log4j 2, in the application's class loader and so only by reflection. */
class LoggerSink implements Sink {
  private final Object logger;
  private final Class<?> loggerType;

  /**
   * @param loggerType the public interface that has {@code info(String)} and the others. The
   *     logger's own class need not be accessible.
   */
  LoggerSink(Object logger, Class<?> loggerType) {
    this.logger = logger;
    this.loggerType = loggerType;
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
