package io.acceptlag.agent.jvm;

import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which classes the application has loaded. Asking the JVM costs milliseconds with many classes, so
 * an answer is kept for a while. For the sampler's thread.
 */
public final class LoadedClasses {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Instrumentation instrumentation;
  private final Map<String, Boolean> answers = new HashMap<>();
  private long askedNanos;

  public LoadedClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  public boolean has(String className) {
    long nowNanos = System.nanoTime();
    if (nowNanos - askedNanos > FRESH_NANOS) {
      // What is loaded stays so, for our purpose.
      answers.values().removeIf(loaded -> !loaded);
      askedNanos = nowNanos;
    }
    return answers.computeIfAbsent(className, each -> ask(each));
  }

  private boolean ask(String className) {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getName().equals(className)) {
        return true;
      }
    }
    return false;
  }
}
