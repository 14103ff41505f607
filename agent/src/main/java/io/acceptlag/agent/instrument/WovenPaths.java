package io.acceptlag.agent.instrument;

import io.acceptlag.core.text.ForeignText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Which paths really call the hook, by the class files that the JVM was given last. */
public final class WovenPaths {
  private final int javaVersion;

  /** By class name, because Netty may be there more than once, under several names and loaders. */
  private final Map<String, Set<AcceptPath>> wovenByClass = new ConcurrentHashMap<>();

  /** The names of all classes that the JVM has shown, or that have failed. */
  private final Set<String> met = ConcurrentHashMap.newKeySet();

  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final Map<String, String> connectFailures = new ConcurrentHashMap<>();
  private final Set<String> connectsTold = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<AcceptPath>> told = new ConcurrentHashMap<>();

  /** Grows with each class that was seen or has failed. */
  private final AtomicInteger seen = new AtomicInteger();

  /** Its value at the last call of {@link #changes}. */
  private int seenBefore;

  WovenPaths(int javaVersion) {
    this.javaVersion = javaVersion;
  }

  /** Whether a class of that name was shown by the JVM, or has failed. */
  boolean hasMet(String className) {
    return met.contains(className);
  }

  void seen(String className, Set<AcceptPath> woven) {
    met.add(className);
    wovenByClass.put(className, woven);
    seen.getAndIncrement();
  }

  void failed(String className, Throwable reason) {
    met.add(className);
    failures.put(className, ForeignText.message(reason.toString()));
    wovenByClass.put(className, EnumSet.noneOf(AcceptPath.class));
    seen.getAndIncrement();
  }

  /** If the class lacks a call, its connects are not seen; its accepts still are. */
  void connectsSeen(String className, Set<ConnectPath> woven) {
    met.add(className);
    for (ConnectPath path : ConnectPath.values()) {
      if (path.isIn(className) && path.existsOn(javaVersion) && !woven.contains(path)) {
        connectsFailed(className, "its method " + path.method() + " does not call acceptlag");
        return;
      }
    }
  }

  void connectsFailed(String className, Throwable reason) {
    connectsFailed(className, ForeignText.message(reason.toString()));
  }

  /** Keeps the first reason, because later ones follow from it. */
  private void connectsFailed(String className, String reason) {
    met.add(className);
    if (connectsTold.add(className)) {
      connectFailures.put(className, reason);
    }
  }

  /** Sentences about connects that are not seen, each once. */
  public List<String> takeConnectFailures() {
    List<String> sentences = new ArrayList<>();
    for (String className : new ArrayList<>(connectFailures.keySet())) {
      String reason = connectFailures.remove(className);
      sentences.add(
          "acceptlag does not see connections opened by " + nameOf(className) + ": " + reason);
    }
    return sentences;
  }

  /** {@code watches 4 of 4 accept paths}, with the names of those that it does not watch. */
  public String summary() {
    Map<AcceptPath, Boolean> expected = new EnumMap<>(AcceptPath.class);
    for (AcceptPath path : AcceptPath.values()) {
      boolean woven = isWoven(path.className(), path);
      if (path.isAccept() && path.isOfJdk() && (woven || path.existsOn(javaVersion))) {
        expected.put(path, woven);
      }
    }
    for (Map.Entry<String, Set<AcceptPath>> entry : wovenByClass.entrySet()) {
      told.put(entry.getKey(), entry.getValue());
      for (AcceptPath path : accepts(entry.getKey())) {
        if (!path.isOfJdk()) {
          expected.merge(path, entry.getValue().contains(path), (a, b) -> a && b);
        }
      }
    }
    List<String> missing = new ArrayList<>();
    for (Map.Entry<AcceptPath, Boolean> entry : expected.entrySet()) {
      if (!entry.getValue()) {
        missing.add(entry.getKey().title());
      }
    }
    String text =
        "watches "
            + (expected.size() - missing.size())
            + " of "
            + expected.size()
            + " accept paths";
    return missing.isEmpty()
        ? text
        : text + " (not " + String.join(", ", missing) + reasons() + ")";
  }

  /** What has changed since the summary, or since the last call. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    int seenNow = seen.get();
    if (seenNow != seenBefore) {
      addChanges(changes);
      seenBefore = seenNow;
    }
    return changes;
  }

  private void addChanges(List<Change> changes) {
    for (Map.Entry<String, Set<AcceptPath>> entry : wovenByClass.entrySet()) {
      String className = entry.getKey();
      Set<AcceptPath> before = told.put(className, entry.getValue());
      for (AcceptPath path : accepts(className)) {
        boolean isWoven = entry.getValue().contains(path);
        boolean wasWoven = before != null && before.contains(path);
        if (isWoven != wasWoven || (before == null && !isWoven)) {
          String reason = failures.containsKey(className) ? ": " + failures.get(className) : "";
          changes.add(new Change(path.title(), nameOf(className), isWoven, reason));
        }
      }
    }
  }

  private boolean isWoven(String className, AcceptPath path) {
    Set<AcceptPath> woven = wovenByClass.get(className);
    return woven != null && woven.contains(path);
  }

  /** The class name as in the source: {@code io.netty.channel.epoll.Native}. */
  private static String nameOf(String className) {
    return ForeignText.name(className.replace('/', '.'));
  }

  private List<AcceptPath> accepts(String className) {
    List<AcceptPath> paths = new ArrayList<>();
    for (AcceptPath path : AcceptPath.values()) {
      boolean exists = path.existsOn(javaVersion) || isWoven(className, path);
      if (path.isAccept() && exists && path.isIn(className)) {
        paths.add(path);
      }
    }
    return paths;
  }

  private String reasons() {
    return failures.isEmpty() ? "" : ": " + failures.values().iterator().next();
  }

  /** An accept path that is now watched, or no longer is. */
  public static final class Change {
    private final String title;
    private final String className;
    private final boolean watched;
    private final String reason;

    Change(String title, String className, boolean watched, String reason) {
      this.title = title;
      this.className = className;
      this.watched = watched;
      this.reason = reason;
    }

    public boolean watched() {
      return watched;
    }

    public String sentence() {
      return watched
          ? "acceptlag also watches " + title + " (" + className + ")"
          : "acceptlag does not see connections accepted by "
              + title
              + " ("
              + className
              + ")"
              + reason
              + "; their listeners go unwatched";
    }
  }
}
