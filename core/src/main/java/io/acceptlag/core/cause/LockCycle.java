package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.text.ForeignText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Threads each of which waits for a lock that the next one holds: none will ever go on. */
final class LockCycle {
  private LockCycle() {}

  /**
   * {@code It is a deadlock: "a" waits for "b", "b" for "a".} Empty where there is none. Those that
   * share their name are left out, because it does not say which of them holds a lock.
   *
   * @param waiting those from which it may be reached
   * @param all threads that may be part of it
   */
  static String words(List<AcceptorSample> waiting, List<AcceptorSample> all) {
    for (AcceptorSample first : waiting) {
      List<AcceptorSample> cycle = from(first, all);
      if (!cycle.isEmpty()) {
        return words(cycle);
      }
    }
    return "";
  }

  private static List<AcceptorSample> from(AcceptorSample first, List<AcceptorSample> all) {
    List<AcceptorSample> way = new ArrayList<>();
    AcceptorSample next = first;
    while (next != null && !way.contains(next)) {
      way.add(next);
      next = onlyOne(next.lockOwner(), all);
    }
    // What leads to a cycle is no part of it.
    List<AcceptorSample> cycle =
        next == null ? new ArrayList<>() : way.subList(way.indexOf(next), way.size());
    return willAnyGiveUp(cycle) ? new ArrayList<>() : cycle;
  }

  /** And let go of what it holds. */
  private static boolean willAnyGiveUp(List<AcceptorSample> cycle) {
    for (AcceptorSample each : cycle) {
      if (each.state() == Thread.State.TIMED_WAITING) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable AcceptorSample onlyOne(@Nullable String name, List<AcceptorSample> all) {
    AcceptorSample found = null;
    for (AcceptorSample each : all) {
      if (each.threadName().equals(name)) {
        if (found != null) {
          return null;
        }
        found = each;
      }
    }
    return found;
  }

  private static String words(List<AcceptorSample> cycle) {
    StringBuilder words = new StringBuilder("It is a deadlock: ");
    for (int i = 0; i < cycle.size(); i++) {
      words
          .append(i == 0 ? "" : ", ")
          .append(ForeignText.quoted(cycle.get(i).threadName()))
          .append(i == 0 ? " waits for " : " for ")
          .append(ForeignText.quoted(cycle.get((i + 1) % cycle.size()).threadName()));
    }
    return words.append(". ").toString();
  }
}
