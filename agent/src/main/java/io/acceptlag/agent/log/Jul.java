package io.acceptlag.agent.log;

import java.util.function.Predicate;

/**
 * The JDK's java.util.logging. Only {@link JulSink} refers to its classes, and is loaded only once
 * the application has initialised the LogManager, which may be its own.
 */
class Jul extends Library {
  private final Predicate<Class<?>> isInitialized;

  Jul(Sighting sighting, Predicate<Class<?>> isInitialized) {
    super(sighting);
    this.isInitialized = isInitialized;
  }

  @Override
  Answer inquire(boolean awaitsSpringBoot) throws ReflectiveOperationException {
    return inquire(isInitialized, awaitsSpringBoot);
  }

  static Answer inquire(Predicate<Class<?>> isInitialized, boolean awaitsSpringBoot)
      throws ReflectiveOperationException {
    Class<?> logManager = Class.forName(Landmark.JUL.className, false, null);
    // We do not wait for it: many classes refer to it, but most applications never initialise it.
    return isInitialized.test(logManager) ? JulSink.inquire(awaitsSpringBoot) : Answer.NEVER;
  }

  @Override
  long settleNanos() {
    return isConfigured() ? super.settleNanos() : Patience.UNCONFIGURED_JUL_NANOS;
  }

  private static boolean isConfigured() {
    return System.getProperty("java.util.logging.manager") != null
        || System.getProperty("java.util.logging.config.file") != null
        || System.getProperty("java.util.logging.config.class") != null;
  }
}
