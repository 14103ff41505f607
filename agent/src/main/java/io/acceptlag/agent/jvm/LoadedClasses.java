package io.acceptlag.agent.jvm;

import io.acceptlag.core.server.ApplicationClasses;
import io.acceptlag.core.server.KnownServers;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which classes the application has loaded. Asking the JVM costs milliseconds with many classes, so
 * all names are looked for at once, and an answer is kept for a while. For the sampler's thread.
 */
public final class LoadedClasses implements ApplicationClasses {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Instrumentation instrumentation;

  /** All names that are of interest, and whether each is loaded. */
  private final Map<String, Boolean> answers = new HashMap<>();

  private boolean asked;
  private long askedNanos;

  public LoadedClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  @Override
  public boolean has(String className) {
    Boolean known = answers.putIfAbsent(className, false);
    // What is loaded stays so, for our purpose.
    if (Boolean.TRUE.equals(known)) {
      return true;
    }
    long nowNanos = System.nanoTime();
    if (known == null || !asked || nowNanos - askedNanos > FRESH_NANOS) {
      for (String marker : KnownServers.classes()) {
        answers.putIfAbsent(marker, false);
      }
      for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
        answers.replace(loaded.getName(), true);
      }
      asked = true;
      askedNanos = nowNanos;
    }
    return Boolean.TRUE.equals(answers.get(className));
  }

  @Override
  public @Nullable String version(String className) {
    List<Class<?>> named = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getName().equals(className)) {
        named.add(loaded);
      }
    }
    return named.size() == 1 ? PackageVersion.of(named.get(0)) : null;
  }
}
