package io.acceptlag.agent.log.quiet;

import org.jspecify.annotations.Nullable;

/** Discards everything, and says so in {@link #isLoggable}. */
public final class Logger {
  private static final Logger QUIET = new Logger();

  private Logger() {}

  public static Logger getLogger(String name) {
    return QUIET;
  }

  public boolean isLoggable(Level level) {
    return false;
  }

  public void log(Level level, @Nullable String message) {}

  public void log(Level level, @Nullable String message, @Nullable Object parameter) {}

  public void log(Level level, @Nullable String message, Object @Nullable [] parameters) {}

  public void log(Level level, @Nullable String message, @Nullable Throwable thrown) {}

  public void warning(@Nullable String message) {}

  public void info(@Nullable String message) {}

  public void fine(@Nullable String message) {}
}
