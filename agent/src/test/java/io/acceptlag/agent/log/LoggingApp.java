package io.acceptlag.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Code of the application. Loaded by the application's class loader, because Log4j 2 picks the
 * context by its caller's.
 */
class LoggingApp {
  private LoggingApp() {}

  static class BySlf4j implements Supplier<Object> {
    @Override
    public Object get() {
      LoggerFactory.getLogger("app").info("up");
      return LoggerFactory.getILoggerFactory();
    }
  }

  static class ByLog4j2 implements Supplier<Object> {
    @Override
    public Object get() {
      LogManager.getLogger("app").info("up");
      return LogManager.getContext(false);
    }
  }

  /** Has Logback run something, in the calling thread, before it takes a line of the agent's. */
  static class HookIntoLogback implements Consumer<Runnable> {
    @Override
    public void accept(Runnable hook) {
      ((LoggerContext) LoggerFactory.getILoggerFactory())
          .addTurboFilter(
              new TurboFilter() {
                @Override
                public FilterReply decide(
                    Marker marker,
                    Logger logger,
                    Level level,
                    String format,
                    Object[] parameters,
                    Throwable thrown) {
                  if (logger.getName().equals("acceptlag")) {
                    hook.run();
                  }
                  return FilterReply.NEUTRAL;
                }
              });
    }
  }
}
