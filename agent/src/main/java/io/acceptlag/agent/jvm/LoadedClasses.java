package io.acceptlag.agent.jvm;

import io.acceptlag.core.server.ApplicationClasses;
import io.acceptlag.core.server.KnownServers;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which classes the application has loaded. Those that identify a server are noticed as they load,
 * because listing all classes is expensive. It takes milliseconds with many of them, and the JVM
 * keeps each name that is asked for, a megabyte for about ten thousand. For the sampler's thread,
 * except {@link #classSeen}.
 */
public final class LoadedClasses implements ApplicationClasses {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Class<?>[] NONE = {};

  private final Instrumentation instrumentation;

  /** By their internal names; null before {@link #lookForServers}. */
  private volatile @Nullable Map<String, Sighting> wanted;

  /** Answers for other classes. */
  private final Map<String, Boolean> answers = new HashMap<>();

  private long askedNanos;

  public LoadedClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * Notices these classes from now on, and those that are loaded already.
   *
   * @param others classes to look for besides those that identify a server
   */
  public void lookForServers(String... others) {
    Map<String, Sighting> map = new HashMap<>();
    for (String name : KnownServers.classes()) {
      map.put(name.replace('.', '/'), new Sighting());
    }
    for (String name : others) {
      map.put(name.replace('.', '/'), new Sighting());
    }
    wanted = map;
    for (Class<?> loaded : all()) {
      classSeen(loaded.getName().replace('.', '/'), loaded.getClassLoader());
    }
  }

  /**
   * Called for every class that loads, while it loads; calling it twice is harmless. Costs one
   * look-up; never throws, blocks, logs or loads a class.
   *
   * @param internalName with slashes
   * @param loader null is the boot loader
   */
  public void classSeen(String internalName, @Nullable ClassLoader loader) {
    Map<String, Sighting> map = wanted;
    Sighting sighting = map == null ? null : map.get(internalName);
    if (sighting != null) {
      sighting.add(loader);
    }
  }

  @Override
  public boolean has(String className) {
    Sighting sighting = sightingOf(className);
    return sighting == null ? isAmongAll(className) : sighting.any;
  }

  @Override
  public @Nullable String version(String className) {
    Sighting sighting = sightingOf(className);
    ClassLoader loader = sighting == null ? null : sighting.only();
    return loader == null ? null : PackageVersion.of(className, loader);
  }

  /** The loader of the class that was looked for; null if none or several have that name. */
  public @Nullable ClassLoader loaderOf(String className) {
    Sighting sighting = sightingOf(className);
    return sighting == null ? null : sighting.only();
  }

  private @Nullable Sighting sightingOf(String className) {
    Map<String, Sighting> map = wanted;
    return map == null ? null : map.get(className.replace('.', '/'));
  }

  /** Asks among all loaded classes; an answer is kept for a while. */
  private boolean isAmongAll(String className) {
    long nowNanos = System.nanoTime();
    if (nowNanos - askedNanos > FRESH_NANOS) {
      // What is loaded stays so, for our purpose.
      answers.values().removeIf(loaded -> !loaded);
      askedNanos = nowNanos;
    }
    return answers.computeIfAbsent(className, each -> ask(each));
  }

  private boolean ask(String className) {
    for (Class<?> loaded : all()) {
      if (loaded.getName().equals(className)) {
        return true;
      }
    }
    return false;
  }

  /** The JVM answers null when it is ending, for example if main returns before we are ready. */
  private Class<?>[] all() {
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    return loaded == null ? NONE : loaded;
  }

  /** What was seen of a class name: nothing, one class, or several. */
  private static final class Sighting {
    private volatile boolean any;
    private volatile boolean several;
    private volatile @Nullable WeakReference<ClassLoader> first;

    synchronized void add(@Nullable ClassLoader loader) {
      if (!any) {
        first = new WeakReference<>(loader);
        any = true;
        return;
      }
      WeakReference<ClassLoader> before = first;
      if (before == null || before.get() != loader) {
        several = true;
      }
    }

    /** Null if there are several, if it is the boot loader, or if it is gone. */
    @Nullable ClassLoader only() {
      WeakReference<ClassLoader> seen = first;
      return several || seen == null ? null : seen.get();
    }
  }
}
