package io.acceptlag.core.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where most threads of a pool are: the topmost method that they share. */
public final class CommonFrame {
  private final String method;
  private final List<AcceptorSample> threads;
  private final boolean onTheWay;

  private CommonFrame(String method, List<AcceptorSample> threads, boolean onTheWay) {
    this.method = method;
    this.threads = threads;
    this.onTheWay = onTheWay;
  }

  /** Null where there are no threads, or none shows a stack. */
  public static @Nullable CommonFrame of(List<AcceptorSample> threads) {
    CommonFrame topmost = most(threads, false);
    if (topmost == null || 2 * topmost.count() >= threads.size()) {
      return topmost;
    }
    CommonFrame anywhere = most(threads, true);
    return anywhere == null ? topmost : anywhere;
  }

  /**
   * @param anywhere whether methods below the topmost count as well
   */
  private static @Nullable CommonFrame most(List<AcceptorSample> threads, boolean anywhere) {
    Map<String, List<AcceptorSample>> byMethod = new LinkedHashMap<>();
    for (AcceptorSample thread : threads) {
      for (String method : methods(thread.stack(), anywhere)) {
        byMethod.computeIfAbsent(method, each -> new ArrayList<>()).add(thread);
      }
    }
    CommonFrame most = null;
    for (Map.Entry<String, List<AcceptorSample>> each : byMethod.entrySet()) {
      // The first of those that are seen equally often is nearest to the leaf.
      if (most == null || each.getValue().size() > most.count()) {
        most = new CommonFrame(each.getKey(), each.getValue(), anywhere);
      }
    }
    return most;
  }

  private static Set<String> methods(StackTraceElement[] stack, boolean anywhere) {
    Set<String> methods = new LinkedHashSet<>();
    StackTraceElement topmost = Frames.topmostOfApplication(stack);
    for (StackTraceElement frame : stack) {
      if (anywhere ? Frames.isApplication(frame) : frame.equals(topmost)) {
        methods.add(Frames.spellShort(frame));
      }
    }
    StackTraceElement outside = Frames.topmostOutsideJdk(stack);
    if (methods.isEmpty() && stack.length > 0) {
      methods.add(Frames.spellShort(outside == null ? stack[0] : outside));
    }
    return methods;
  }

  /** {@code Database.query}. */
  public String method() {
    return method;
  }

  /** Of one of the threads that are in it. */
  public AcceptorSample sample() {
    return threads.get(0);
  }

  /** All that are in it, and need not do the same there. */
  public List<AcceptorSample> threads() {
    return Collections.unmodifiableList(threads);
  }

  /** Whether they have come through it, as through a filter, to whatever each of them does. */
  public boolean isOnTheWay() {
    return onTheWay;
  }

  /** How many are in it. */
  public int count() {
    return threads.size();
  }
}
