package io.acceptlag.agent.log;

import java.lang.reflect.Field;
import java.util.Enumeration;

/**
 * Log4j 1, or reload4j that keeps it alive, behind SLF4J. To log where it has no appender would
 * make it complain on stderr, of a logger that the application does not know.
 */
class Log4j1 implements LoggerSink.State {
  /** Level.INFO_INT. */
  private static final int INFO = 20_000;

  private static final String LOGGER = "org.apache.log4j.Logger";

  private final Class<?> loggers;

  /**
   * @param factory SLF4J's, which has had Log4j 1 set up
   */
  Log4j1(Object factory) throws ClassNotFoundException {
    ClassLoader loader = factory.getClass().getClassLoader();
    loggers = Class.forName(LOGGER, false, loader);
  }

  /** Log4j 2's stand-in for it, whose loggers do not know the appenders that they write to. */
  static boolean isBridge(Object factory) throws ClassNotFoundException {
    ClassLoader loader = factory.getClass().getClassLoader();
    Class<?> each = Class.forName(LOGGER, false, loader);
    for (; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (field.getName().equals("logger")) {
          return true;
        }
      }
    }
    return false;
  }

  /** A shutdown takes all appenders away. */
  @Override
  public boolean isOpen() throws ReflectiveOperationException {
    return hasAppender(loggers.getMethod("getRootLogger").invoke(null)) || hasAppender(own());
  }

  private static boolean hasAppender(Object logger) throws ReflectiveOperationException {
    Object appenders = logger.getClass().getMethod("getAllAppenders").invoke(logger);
    return ((Enumeration<?>) appenders).hasMoreElements();
  }

  @Override
  public boolean wantsInfo(Object ofSlf4j) throws ReflectiveOperationException {
    Object logger = own();
    Object level = logger.getClass().getMethod("getEffectiveLevel").invoke(logger);
    return (Integer) level.getClass().getMethod("toInt").invoke(level) <= INFO;
  }

  private Object own() throws ReflectiveOperationException {
    return loggers.getMethod("getLogger", String.class).invoke(null, Library.LOGGER);
  }
}
