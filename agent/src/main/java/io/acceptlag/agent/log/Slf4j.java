package io.acceptlag.agent.log;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Predicate;

/** SLF4J 1.x and 2.x, and what it is bound to. */
class Slf4j extends Library {
  // Values of LoggerFactory.INITIALIZATION_STATE, the same in all versions.
  private static final int FAILED = 2;
  private static final int SUCCESSFUL = 3;
  private static final int NO_PROVIDER = 4;

  /** Of which nothing else is known. */
  private static final LoggerSink.State OPEN = new LoggerSink.State() {};

  private final Predicate<Class<?>> isInitialized;

  Slf4j(Sighting sighting, Predicate<Class<?>> isInitialized) {
    super(sighting);
    this.isInitialized = isInitialized;
  }

  @Override
  Answer inquire(boolean awaitsSpringBoot) throws ReflectiveOperationException {
    Class<?> loggerFactory = sighting.findClass();
    if (!isInitialized.test(loggerFactory)) {
      return Answer.NOT_YET;
    }
    int state = state(loggerFactory);
    if (state == NO_PROVIDER || state == FAILED) {
      return Answer.NEVER;
    }
    if (state != SUCCESSFUL) {
      return Answer.NOT_YET;
    }
    Method getFactory = loggerFactory.getMethod("getILoggerFactory");
    Object factory = getFactory.invoke(null);
    Method getLogger = getFactory.getReturnType().getMethod("getLogger", String.class);
    switch (factory.getClass().getName()) {
      case "org.slf4j.helpers.NOPLoggerFactory":
        return Answer.NEVER;
      case "org.slf4j.helpers.SubstituteLoggerFactory":
        // SLF4J returns this while it is being set up, and warns about its use later.
        return Answer.NOT_YET;
      case "org.apache.logging.slf4j.Log4jLoggerFactory":
        // Its getLogger picks the logger context by the caller's class loader. Ours would get a
        // context of its own, with a second set of the application's appenders.
        return Log4j2.inquire(
            Class.forName(Landmark.LOG4J2.className, false, factory.getClass().getClassLoader()),
            isInitialized,
            awaitsSpringBoot);
      case "org.slf4j.impl.JDK14LoggerFactory":
      case "org.slf4j.jul.JDK14LoggerFactory":
        // Its loggers would name a class of ours as the source of each record.
        return Jul.inquire(isInitialized, awaitsSpringBoot);
      case "ch.qos.logback.classic.LoggerContext":
        Logback logback = new Logback(factory, getLogger);
        return logback.isSetUp(awaitsSpringBoot)
            ? ready(factory, getLogger, logback)
            : Answer.NOT_YET;
      case "org.slf4j.impl.Log4jLoggerFactory":
      case "org.slf4j.impl.Reload4jLoggerFactory":
      case "org.slf4j.reload4j.Reload4jLoggerFactory":
        if (Log4j1.isBridge(factory)) {
          return ready(factory, getLogger, OPEN);
        }
        Log4j1 log4j1 = new Log4j1(factory);
        return log4j1.isOpen() ? ready(factory, getLogger, log4j1) : Answer.NOT_YET;
      default:
        return ready(factory, getLogger, OPEN);
    }
  }

  private static Answer ready(Object factory, Method getLogger, LoggerSink.State library)
      throws ReflectiveOperationException {
    Object logger = getLogger.invoke(factory, LOGGER);
    return Answer.ready(new LoggerSink(logger, getLogger.getReturnType(), library));
  }

  /**
   * How far SLF4J has been set up. Asking for a logger instead would set it up if the application
   * has not, and would get a substitute if the application is just doing so.
   */
  private int state(Class<?> loggerFactory) throws ReflectiveOperationException {
    Field state = loggerFactory.getDeclaredField("INITIALIZATION_STATE");
    try {
      state.setAccessible(true);
      return state.getInt(null);
    } catch (RuntimeException sealedModule) {
      // SLF4J is on the module path. Logback's context exists only once SLF4J has made it; for
      // other bindings no such sign is known.
      Class<?> context =
          Class.forName(
              "ch.qos.logback.classic.LoggerContext", false, loggerFactory.getClassLoader());
      return isInitialized.test(context) ? SUCCESSFUL : 0;
    }
  }
}
