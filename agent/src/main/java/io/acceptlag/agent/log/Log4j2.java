package io.acceptlag.agent.log;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Log4j 2 with its own core. If its API leads to another library, that one is asked. */
class Log4j2 extends Library {
  private final Predicate<Class<?>> isInitialized;

  Log4j2(Sighting sighting, Predicate<Class<?>> isInitialized) {
    super(sighting);
    this.isInitialized = isInitialized;
  }

  @Override
  Answer inquire(boolean awaitsSpringBoot) throws ReflectiveOperationException {
    return inquire(sighting.findClass(), isInitialized, awaitsSpringBoot);
  }

  static Answer inquire(
      Class<?> logManager, Predicate<Class<?>> isInitialized, boolean awaitsSpringBoot)
      throws ReflectiveOperationException {
    if (!isInitialized.test(logManager)) {
      return Answer.NOT_YET;
    }
    Object factory = logManager.getMethod("getFactory").invoke(null);
    if (!factory
        .getClass()
        .getName()
        .equals("org.apache.logging.log4j.core.impl.Log4jContextFactory")) {
      return Answer.NEVER;
    }
    Object context = startedContext(factory, logManager.getClassLoader());
    if (context == null) {
      return Answer.NOT_YET;
    }
    if (awaitsSpringBoot
        && !SpringBoot.MARK.equals(
            context.getClass().getMethod("getExternalContext").invoke(context))) {
      return Answer.NOT_YET;
    }
    Object logger =
        context.getClass().getMethod("getLogger", String.class).invoke(context, Library.LOGGER);
    Class<?> loggerType =
        Class.forName("org.apache.logging.log4j.Logger", false, logManager.getClassLoader());
    return Answer.ready(new LoggerSink(logger, loggerType, new Context(context)));
  }

  /**
   * A context that the application has made and started, preferably that of the library's own
   * loader.
   *
   * <p>The contexts are listed, because LogManager.getContext makes and starts one if there is
   * none. Asking hasContext (since 2.13) first would leave a race, because contexts are held
   * weakly.
   */
  private static @Nullable Object startedContext(Object factory, @Nullable ClassLoader loader)
      throws ReflectiveOperationException {
    Method getSelector = factory.getClass().getMethod("getSelector");
    Object selector = getSelector.invoke(factory);
    Method getContexts = getSelector.getReturnType().getMethod("getLoggerContexts");
    // The default selector names a context by the loader that it belongs to.
    String ownName = Integer.toHexString(System.identityHashCode(loader));
    Object found = null;
    for (Object context : (List<?>) getContexts.invoke(selector)) {
      if (isStarted(context)) {
        if (ownName.equals(context.getClass().getMethod("getName").invoke(context))) {
          return context;
        }
        found = found == null ? context : found;
      }
    }
    return found;
  }

  private static boolean isStarted(Object context) throws ReflectiveOperationException {
    return (Boolean) context.getClass().getMethod("isStarted").invoke(context);
  }

  private static final class Context implements LoggerSink.State {
    /** Level.INFO.intLevel(), the same in all versions; what is less grave has more. */
    private static final int INFO = 400;

    private final Object context;

    Context(Object context) {
      this.context = context;
    }

    /** The context is stopped before its appenders are. */
    @Override
    public boolean isOpen() throws ReflectiveOperationException {
      return isStarted(context);
    }

    @Override
    public boolean wantsInfo(Object logger) throws ReflectiveOperationException {
      Object level = logger.getClass().getMethod("getLevel").invoke(logger);
      return (Integer) level.getClass().getMethod("intLevel").invoke(level) >= INFO;
    }
  }
}
