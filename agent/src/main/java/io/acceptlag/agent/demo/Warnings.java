package io.acceptlag.agent.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the agent has said about the server's listener. */
final class Warnings {
  private final List<AgentLine> lines = new ArrayList<>();

  void add(AgentLine line) {
    lines.add(line);
  }

  void forget() {
    lines.clear();
  }

  /** Whether an incident has begun and not ended. */
  boolean areOpen() {
    return !lines.isEmpty() && !lines.get(lines.size() - 1).is("INFO", "recovered");
  }

  /** Whether the listener overflowed and has recovered since. */
  boolean areComplete() {
    return overflowed() != null && !areOpen();
  }

  /** What should have been said and was not, in words. */
  Set<String> missing() {
    Set<String> missing = new LinkedHashSet<>();
    if (lines.stream().noneMatch(line -> line.is("WARN", "slow"))) {
      missing.add("a line of level WARN with event=slow");
    }
    if (overflowed() == null) {
      missing.add("one of level ERROR with event=overflow");
    }
    if (!areComplete()) {
      missing.add("one of level INFO with event=recovered after it");
    }
    return missing;
  }

  private @Nullable AgentLine overflowed() {
    return lines.stream().filter(line -> line.is("ERROR", "overflow")).findFirst().orElse(null);
  }

  /** The sum over all incidents that have ended; -1 if one of them does not say. */
  long sum(String key) {
    long sum = 0;
    for (AgentLine line : lines) {
      if (line.is("INFO", "recovered")) {
        if (line.number(key) < 0) {
          return -1;
        }
        sum += line.number(key);
      }
    }
    return sum;
  }

  /** The maximum over all incidents that have ended; -1 if none says. */
  long max(String key) {
    return lines.stream()
        .filter(line -> line.is("INFO", "recovered"))
        .mapToLong(line -> line.number(key))
        .max()
        .orElse(-1);
  }
}
