package io.acceptlag.agent.log;

import java.lang.reflect.Method;
import java.util.Iterator;

/** A context of Logback, used by reflection because it is in the application's class loader. */
class Logback implements LoggerSink.State {
  /** Level.INFO_INT, the same in all versions. */
  private static final int INFO = 20_000;

  private final Object context;
  private final Method getLogger;

  /**
   * @param getLogger of SLF4J's ILoggerFactory
   */
  Logback(Object context, Method getLogger) {
    this.context = context;
    this.getLogger = getLogger;
  }

  /**
   * Whether a line can arrive anywhere: not before it is configured, and not after it is stopped.
   */
  boolean isSetUp(boolean awaitsSpringBoot) throws ReflectiveOperationException {
    if (awaitsSpringBoot) {
      Method getObject = context.getClass().getMethod("getObject", String.class);
      if (getObject.invoke(context, SpringBoot.MARK) == null) {
        return false;
      }
    }
    return isOpen();
  }

  @Override
  public boolean isOpen() throws ReflectiveOperationException {
    ClassLoader loader = context.getClass().getClassLoader();
    Method isStarted =
        Class.forName("ch.qos.logback.core.spi.LifeCycle", false, loader).getMethod("isStarted");
    return hasOpenAppender("ROOT", isStarted) || hasOpenAppender(Library.LOGGER, isStarted);
  }

  /** Logback stops an appender before it takes it away. */
  private boolean hasOpenAppender(String name, Method isStarted)
      throws ReflectiveOperationException {
    Object logger = getLogger.invoke(context, name);
    Object appenders = logger.getClass().getMethod("iteratorForAppenders").invoke(logger);
    for (Iterator<?> each = (Iterator<?>) appenders; each.hasNext(); ) {
      if ((Boolean) isStarted.invoke(each.next())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean wantsInfo(Object logger) throws ReflectiveOperationException {
    Object level = logger.getClass().getMethod("getEffectiveLevel").invoke(logger);
    return (Integer) level.getClass().getMethod("toInt").invoke(level) <= INFO;
  }
}
