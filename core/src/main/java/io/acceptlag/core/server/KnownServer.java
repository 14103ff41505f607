package io.acceptlag.core.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What we know of one server: how it is recognised, and its configuration keys as its users spell
 * them. Each key is from the server's documentation or source; uncertain ones are left out. The
 * rows are in {@link KnownServers}.
 */
public final class KnownServer {
  private static final String[] NONE = {};

  private final String title;
  private final @Nullable String inside;
  private String[] frames = NONE;
  private String[] markers = NONE;
  private @Nullable String neededClass;
  private @Nullable String versionClass;
  private String kin;
  private VersionedKey backlog = VersionedKey.NONE;
  private VersionedKey limit = VersionedKey.NONE;
  private String[] limitClasses = NONE;
  private VersionedKey[] limits = {};
  private VersionedKey ownLimit = VersionedKey.NONE;
  private @Nullable String ownLimitNeeds;
  private String[] ownLimitClasses = NONE;
  private VersionedKey idle = VersionedKey.NONE;
  private VersionedKey workers = VersionedKey.NONE;
  private boolean hasOwnPool;
  private @Nullable String takers;

  private KnownServer(String title, @Nullable String inside) {
    this.title = title;
    this.inside = inside;
    kin = title;
  }

  static KnownServer of(String title) {
    return new KnownServer(title, null);
  }

  /**
   * @param inside the server that it embeds
   */
  static KnownServer of(String title, String inside) {
    return new KnownServer(title, inside);
  }

  // --- These build a row; none is called later. ---

  /** Prefixes of class names: a class with one of them must be in the stack. */
  KnownServer frames(String... prefixes) {
    frames = prefixes;
    return this;
  }

  /** One of these classes must be in the stack too, or loaded if the stack cannot show it. */
  KnownServer with(String... classes) {
    markers = classes;
    return this;
  }

  /**
   * This class must be loaded in any case, because the server runs inside another that hosts others
   * too.
   */
  KnownServer needs(String className) {
    neededClass = className;
    return this;
  }

  /** The class whose jar has the version, if it is none of those given to {@link #with}. */
  KnownServer versionOf(String className) {
    versionClass = className;
    return this;
  }

  /**
   * The name of a family of servers that are built upon one another. If several match, the first
   * row wins.
   */
  KnownServer kin(String name) {
    kin = name;
    return this;
  }

  KnownServer backlog(String key) {
    return backlog(VersionedKey.of(key));
  }

  KnownServer backlog(VersionedKey key) {
    backlog = key;
    return this;
  }

  KnownServer limit(String key) {
    return limit(VersionedKey.of(key));
  }

  KnownServer limit(VersionedKey key) {
    limit = key;
    return this;
  }

  /** Pairs: a class that is loaded only if the limit is in use, and the key of that limit. */
  KnownServer limits(String... classesAndKeys) {
    limitClasses = new String[classesAndKeys.length / 2];
    limits = new VersionedKey[limitClasses.length];
    for (int i = 0; i < limitClasses.length; i++) {
      limitClasses[i] = classesAndKeys[2 * i];
      limits[i] = VersionedKey.of(classesAndKeys[2 * i + 1]);
    }
    return this;
  }

  /**
   * Its own key for those of {@link #limits} that it sets itself.
   *
   * @param className only where this class is loaded, it has such a key
   * @param ofClasses those limits; of the others it has no key of its own
   */
  KnownServer ownLimit(String className, VersionedKey key, String... ofClasses) {
    ownLimitNeeds = className;
    ownLimit = key;
    ownLimitClasses = ofClasses;
    return this;
  }

  KnownServer idle(String key) {
    return idle(VersionedKey.of(key));
  }

  KnownServer idle(VersionedKey key) {
    idle = key;
    return this;
  }

  KnownServer workers(String key) {
    return workers(VersionedKey.of(key));
  }

  KnownServer workers(VersionedKey key) {
    workers = key;
    return this;
  }

  /**
   * The same, of a pool of its own class: of another one that it was given the key says nothing.
   */
  KnownServer ownWorkers(String key) {
    return ownWorkers(VersionedKey.of(key));
  }

  KnownServer ownWorkers(VersionedKey key) {
    hasOwnPool = true;
    return workers(key);
  }

  /**
   * The server accepts only when the tasks that take its connections ask for more. The prefix is
   * that of the class names of these tasks, which run in pools.
   */
  KnownServer acceptsOnRequest(String taskPrefix) {
    takers = taskPrefix;
    return this;
  }

  // --- What a row says ---

  /** What its users call it, without what it embeds: {@code Spring Boot}. */
  String name() {
    return title;
  }

  /** What its users call it: {@code Tomcat}, {@code Spring Boot (Tomcat)}. */
  public String title() {
    return spelled(null);
  }

  /** {@code Spring Boot 3.5.16 (Tomcat)}. */
  String spelled(@Nullable String version) {
    return title
        + (version == null ? "" : " " + version)
        + (inside == null ? "" : " (" + inside + ")");
  }

  /** {@code Spring-Boot/3.5.16}. */
  String product(@Nullable String version) {
    return title.replace(' ', '-') + (version == null ? "" : "/" + version);
  }

  /** Null if the server has none, or none that is certain. */
  public @Nullable String backlogKey() {
    return backlog.newest();
  }

  /** The key of the limit of connections; null if it depends on what is in use. */
  public @Nullable String limitKey() {
    return limit.newest();
  }

  /** All that {@link #limitKey(Predicate, String)} may be. */
  public List<String> limitKeys() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < limits.length; i++) {
      String key = String.valueOf((isOwnLimit(i) ? ownLimit : limits[i]).newest());
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    String only = limit.newest();
    return only == null ? Collections.unmodifiableList(keys) : Collections.singletonList(only);
  }

  /** As {@link #limitKey}. If it depends on what is in use, the key of the only limit that is. */
  @Nullable String limitKey(Predicate<String> loaded, @Nullable String version) {
    String found = limit.in(version);
    for (int i = 0; i < limitClasses.length; i++) {
      if (loaded.test(limitClasses[i])) {
        if (found != null) {
          return null;
        }
        boolean hasOwn = isOwnLimit(i) && ownLimitNeeds != null && loaded.test(ownLimitNeeds);
        String own = hasOwn ? ownLimit.in(version) : null;
        found = own == null ? limits[i].in(version) : own;
      }
    }
    return found;
  }

  private boolean isOwnLimit(int index) {
    return Arrays.asList(ownLimitClasses).contains(limitClasses[index]);
  }

  /** The key of the time for which idle connections are kept. */
  public @Nullable String idleKey() {
    return idle.newest();
  }

  /** The key of the number of threads that serve requests. */
  public @Nullable String workersKey() {
    return workers.newest();
  }

  /** As {@link #backlogKey}, of that version; of the newest where it is not known. */
  @Nullable String backlogKey(@Nullable String version) {
    return backlog.in(version);
  }

  /** The first version that has a key of the backlog; null if all have, or none has. */
  @Nullable String backlogSince() {
    return backlog.since();
  }

  /** As {@link #idleKey}, of that version; of the newest where it is not known. */
  @Nullable String idleKey(@Nullable String version) {
    return idle.in(version);
  }

  /** As {@link #workersKey}, of that version; of the newest where it is not known. */
  @Nullable String workersKey(@Nullable String version) {
    return workers.in(version);
  }

  /** Whether {@link #workersKey} belongs to a pool of the server's own class. */
  boolean hasOwnPool() {
    return hasOwnPool;
  }

  /** As {@link #acceptsOnRequest}; null if it accepts whatever comes. */
  public @Nullable String takers() {
    return takers;
  }

  // --- For recognising it ---

  /** Whether its frames alone are enough. */
  boolean isPlain() {
    return markers.length == 0;
  }

  /** The loaded class whose jar has the version; null if none is known. */
  public @Nullable String versionClass(Predicate<String> loaded) {
    return versionClass == null ? markerIn(loaded) : versionClass;
  }

  /** Whether everything is loaded that it needs in any case. */
  boolean isPossible(Predicate<String> loaded) {
    return neededClass == null || loaded.test(neededClass);
  }

  /** All classes that may have to be asked for. */
  List<String> classes() {
    List<String> classes = new ArrayList<>(Arrays.asList(markers));
    classes.addAll(Arrays.asList(limitClasses));
    if (neededClass != null) {
      classes.add(neededClass);
    }
    if (ownLimitNeeds != null) {
      classes.add(ownLimitNeeds);
    }
    if (versionClass != null) {
      classes.add(versionClass);
    }
    return classes;
  }

  boolean isKinOf(KnownServer other) {
    return kin.equals(other.kin);
  }

  /** Whether one of its own classes is in the stack. */
  boolean isIn(StackTraceElement[] stack) {
    return Packages.areIn(stack, frames);
  }

  /** Whether one of the further classes that it needs is in the stack. */
  boolean hasMarkerIn(StackTraceElement[] stack) {
    return Packages.areIn(stack, markers);
  }

  /** The further class that it needs, if loaded; otherwise null. */
  @Nullable String markerIn(Predicate<String> loaded) {
    for (String marker : markers) {
      if (loaded.test(marker)) {
        return marker;
      }
    }
    return null;
  }
}
