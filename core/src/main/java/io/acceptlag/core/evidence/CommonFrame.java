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
    CommonFrame topmost = null;
    for (Reach reach : Reach.values()) {
      CommonFrame most = most(threads, reach);
      if (most != null && (reach == Reach.ANYWHERE || 2 * most.count() >= threads.size())) {
        return most;
      }
      topmost = topmost == null ? most : topmost;
    }
    return topmost;
  }

  /** Which methods of a thread count. */
  private enum Reach {
    /** The application's topmost: of what waits for a pool of connections, whoever calls that. */
    CALLER,
    /** That pool's own, where many methods call it. */
    LIBRARY,
    ANYWHERE
  }

  private static @Nullable CommonFrame most(List<AcceptorSample> threads, Reach reach) {
    Map<String, List<AcceptorSample>> byMethod = new LinkedHashMap<>();
    for (AcceptorSample thread : threads) {
      for (String method : methods(thread.stack(), reach)) {
        byMethod.computeIfAbsent(method, each -> new ArrayList<>()).add(thread);
      }
    }
    CommonFrame most = null;
    for (Map.Entry<String, List<AcceptorSample>> each : byMethod.entrySet()) {
      // The first of those that are seen equally often is nearest to the leaf.
      if (most == null || each.getValue().size() > most.count()) {
        most = new CommonFrame(each.getKey(), each.getValue(), reach == Reach.ANYWHERE);
      }
    }
    return most;
  }

  private static Set<String> methods(StackTraceElement[] stack, Reach reach) {
    Set<String> methods = new LinkedHashSet<>();
    StackTraceElement caller = Frames.topmostOfApplication(stack);
    for (StackTraceElement frame : stack) {
      boolean counts =
          reach == Reach.CALLER
              ? frame.equals(caller)
              : Frames.isApplication(frame) && (reach == Reach.ANYWHERE || methods.isEmpty());
      if (counts) {
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
