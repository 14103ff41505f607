package io.acceptlag.agent.config;

import io.acceptlag.core.cause.CauseId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Causes that the log leaves out, each for the listeners of one port. Immutable. */
public final class MutedCauses {
  private final Map<Integer, Set<CauseId>> causes;

  private MutedCauses(Map<Integer, Set<CauseId>> causes) {
    this.causes = causes;
  }

  static MutedCauses none() {
    return new MutedCauses(Collections.emptyMap());
  }

  /**
   * Reads ports and causes.
   *
   * @param list each port before its causes, such as {@code 8080:starting:paused:9090:starting};
   *     colons and commas both separate
   */
  static MutedCauses parse(String list) throws InvalidValueException {
    Map<Integer, Set<CauseId>> causes = new TreeMap<>();
    Set<CauseId> there = null;
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      if (i == list.length() || list.charAt(i) == ':' || list.charAt(i) == ',') {
        String word = list.substring(start, i).trim();
        if (Decimals.isDigits(word)) {
          requireCauses(there);
          int port = PortSet.port(word);
          there = causes.computeIfAbsent(port, first -> EnumSet.noneOf(CauseId.class));
        } else if (there == null) {
          throw new InvalidValueException("which does not begin with a port");
        } else {
          there.add(cause(word));
        }
        start = i + 1;
      }
    }
    requireCauses(there);
    return new MutedCauses(causes);
  }

  private static void requireCauses(@Nullable Set<CauseId> there) throws InvalidValueException {
    if (there != null && there.isEmpty()) {
      throw new InvalidValueException("where a port has no cause");
    }
  }

  private static CauseId cause(String key) throws InvalidValueException {
    for (CauseId cause : CauseId.values()) {
      // PENDING is no cause.
      if (cause.key().equals(key) && cause != CauseId.PENDING) {
        return cause;
      }
    }
    throw new InvalidValueException("where no cause is called " + Quoted.of(key));
  }

  public boolean isEmpty() {
    return causes.isEmpty();
  }

  /** Whether any cause is muted there. */
  public boolean anyAt(int port) {
    return causes.containsKey(port);
  }

  public boolean contains(int port, CauseId cause) {
    Set<CauseId> there = causes.get(port);
    return there != null && there.contains(cause);
  }

  /** As the option takes them. */
  @Override
  public String toString() {
    StringBuilder list = new StringBuilder();
    for (Map.Entry<Integer, Set<CauseId>> each : causes.entrySet()) {
      for (CauseId cause : each.getValue()) {
        list.append(list.length() == 0 ? "" : ":")
            .append(each.getKey())
            .append(':')
            .append(cause.key());
      }
    }
    return list.length() == 0 ? "none" : list.toString();
  }
}
