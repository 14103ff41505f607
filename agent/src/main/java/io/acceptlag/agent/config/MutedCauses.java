package io.acceptlag.agent.config;

import io.acceptlag.core.cause.CauseId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Causes of which the log has no lines, each at the listeners of one port. Immutable. */
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
   * @param list such as {@code 8080:starting,9090:backlog_capped}
   */
  static MutedCauses parse(String list) throws InvalidValueException {
    Map<Integer, Set<CauseId>> causes = new TreeMap<>();
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      if (i == list.length() || list.charAt(i) == ',') {
        add(list.substring(start, i).trim(), causes);
        start = i + 1;
      }
    }
    return new MutedCauses(causes);
  }

  private static void add(String pair, Map<Integer, Set<CauseId>> causes)
      throws InvalidValueException {
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new InvalidValueException("where " + Quoted.of(pair) + " is not a port and a cause");
    }
    int port = PortSet.port(pair.substring(0, colon).trim());
    CauseId cause = cause(pair.substring(colon + 1).trim());
    causes.computeIfAbsent(port, first -> EnumSet.noneOf(CauseId.class)).add(cause);
  }

  private static CauseId cause(String key) throws InvalidValueException {
    for (CauseId cause : CauseId.values()) {
      // What is pending is no cause yet.
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
        list.append(list.length() == 0 ? "" : ",")
            .append(each.getKey())
            .append(':')
            .append(cause.key());
      }
    }
    return list.length() == 0 ? "none" : list.toString();
  }
}
