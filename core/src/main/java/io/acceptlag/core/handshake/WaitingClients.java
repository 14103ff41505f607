package io.acceptlag.core.handshake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Connections that wait to be accepted, as the kernel lists them. */
public final class WaitingClients {
  private static final int NAMED = 5;

  private final int count;
  private final int accepted;
  private final boolean complete;
  private final long oldestMillis;
  private final Map<String, Integer> byAddress;

  private WaitingClients(
      int count,
      int accepted,
      boolean complete,
      long oldestMillis,
      Map<String, Integer> byAddress) {
    this.count = count;
    this.accepted = accepted;
    this.complete = complete;
    this.oldestMillis = oldestMillis;
    this.byAddress = byAddress;
  }

  public int count() {
    return count;
  }

  /** Connections of that port that have been accepted and that neither side has closed. */
  public int accepted() {
    return accepted;
  }

  /** Whether these are all: the walk of the kernel's table is bounded. */
  public boolean complete() {
    return complete;
  }

  /**
   * How long the oldest of those counted has waited, in ms, to the kernel's tick; -1 if not known.
   */
  public long oldestMillis() {
    return oldestMillis;
  }

  /**
   * {@code 10.0.0.7:12}, IPv6 as {@code [::1]:12}: an address and its connections, most first.
   * {@code 12+} where the kernel's table was not walked to its end.
   */
  public List<String> mostFrequent() {
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(byAddress.entrySet());
    // Each combinator of Comparator would have the JVM make a class.
    entries.sort(
        (a, b) -> {
          int more = b.getValue().compareTo(a.getValue());
          return more != 0 ? more : a.getKey().compareTo(b.getKey());
        });
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, Integer> each : entries.subList(0, Math.min(NAMED, entries.size()))) {
      String address = each.getKey();
      texts.add(
          (address.indexOf(':') < 0 ? address : "[" + address + "]")
              + ":"
              + each.getValue()
              + (complete ? "" : "+"));
    }
    return Collections.unmodifiableList(texts);
  }

  /** Counts them one by one. */
  public static final class Counter {
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int count;
    private int accepted;
    private long oldestMillis = -1;

    /**
     * @param address of the client, numeric
     * @param waitMillis -1 if not known
     */
    public void add(String address, long waitMillis) {
      count++;
      oldestMillis = Math.max(oldestMillis, waitMillis);
      // No Integer::sum: to box for it Java 8 calls String.format (MethodReferencesTest).
      byAddress.merge(address, 1, (a, b) -> a + b);
    }

    public void addAccepted() {
      accepted++;
    }

    /**
     * @param complete whether these are all
     */
    public WaitingClients result(boolean complete) {
      return new WaitingClients(count, accepted, complete, oldestMillis, byAddress);
    }
  }
}
