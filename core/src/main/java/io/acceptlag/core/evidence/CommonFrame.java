package io.acceptlag.core.evidence;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where most threads of a pool are: the method nearest to their leaves that they share. */
public final class CommonFrame {
  private final String method;
  private final AcceptorSample sample;
  private final int count;

  private CommonFrame(String method, AcceptorSample sample, int count) {
    this.method = method;
    this.sample = sample;
    this.count = count;
  }

  /** Null where there are no threads, or none shows a stack. */
  public static @Nullable CommonFrame of(List<AcceptorSample> threads) {
    CommonFrame topmost = most(threads, false);
    if (topmost == null || 2 * topmost.count >= threads.size()) {
      return topmost;
    }
    CommonFrame anywhere = most(threads, true);
    return anywhere == null ? topmost : anywhere;
  }

  /**
   * @param anywhere methods below the topmost as well
   */
  private static @Nullable CommonFrame most(List<AcceptorSample> threads, boolean anywhere) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, AcceptorSample> samples = new HashMap<>();
    for (AcceptorSample thread : threads) {
      for (String method : methods(thread.stack(), anywhere)) {
        counts.merge(method, 1, (one, more) -> one + more);
        samples.putIfAbsent(method, thread);
      }
    }
    CommonFrame most = null;
    for (Map.Entry<String, Integer> each : counts.entrySet()) {
      AcceptorSample sample = samples.get(each.getKey());
      // The first of those that are seen equally often is nearest to the leaf.
      if (sample != null && (most == null || each.getValue() > most.count)) {
        most = new CommonFrame(each.getKey(), sample, each.getValue());
      }
    }
    return most;
  }

  private static Set<String> methods(StackTraceElement[] stack, boolean anywhere) {
    Set<String> methods = new LinkedHashSet<>();
    for (StackTraceElement frame : stack) {
      if (Frames.isApplication(frame) && (anywhere || methods.isEmpty())) {
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
    return sample;
  }

  /** How many are in it. */
  public int count() {
    return count;
  }
}
