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
 * Which classes the application has loaded. Those that tell a server are noticed as they load: to
 * list all classes takes milliseconds with many of them, and to ask for their names makes the JVM
 * keep these, a megabyte for some ten thousand. For the sampler's thread, but {@link #classSeen}.
 */
public final class LoadedClasses implements ApplicationClasses {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Class<?>[] NONE = {};

  private final Instrumentation instrumentation;

  /** By their internal names; null before anybody looks for them. */
  private volatile @Nullable Map<String, Sighting> wanted;

  /** Of other classes. */
  private final Map<String, Boolean> answers = new HashMap<>();

  private long askedNanos;

  public LoadedClasses(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * From now on classes are noticed, and those that are there already.
   *
   * @param others to look for, besides those that tell a server
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
   * To be called for every class that loads, from within its loading; twice does no harm. Costs one
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

  /** Of the one class of that name that was looked for; null where there is none, or several. */
  public @Nullable ClassLoader loaderOf(String className) {
    Sighting sighting = sightingOf(className);
    return sighting == null ? null : sighting.only();
  }

  private @Nullable Sighting sightingOf(String className) {
    Map<String, Sighting> map = wanted;
    return map == null ? null : map.get(className.replace('.', '/'));
  }

  /** An answer is kept for a while. */
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

  /** The JVM answers null when it is on its way out, as where main returns before we are ready. */
  private Class<?>[] all() {
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    return loaded == null ? NONE : loaded;
  }

  /** Of a class, or of several of that name. */
  private static final class Sighting {
    private volatile boolean any;
    private volatile boolean several;
    private volatile @Nullable WeakReference<ClassLoader> first;

    void add(@Nullable ClassLoader loader) {
      WeakReference<ClassLoader> before = first;
      if (!any) {
        first = new WeakReference<>(loader);
        any = true;
      } else if (before == null || before.get() != loader) {
        several = true;
      }
    }

    /** Null where there are several, where it is the boot loader, or it is gone. */
    @Nullable ClassLoader only() {
      WeakReference<ClassLoader> seen = first;
      return several || seen == null ? null : seen.get();
    }
  }
}
