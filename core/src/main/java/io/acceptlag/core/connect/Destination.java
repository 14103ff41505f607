package io.acceptlag.core.connect;

import io.acceptlag.core.listener.Longest;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.report.Subject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A remote address and port: what connecting threads record, and what the sampler reads. */
public final class Destination {
  private final Endpoint endpoint;
  private final boolean others;

  private final WaitHistogram durations = new WaitHistogram();
  private final AtomicLong totalMicros = new AtomicLong();
  private final AtomicLong slow = new AtomicLong();
  private final AtomicLong synRetransmits = new AtomicLong();
  private final Longest longest = new Longest();

  /** One for each kind; the map itself never changes. */
  private final Map<Failure, AtomicLong> failures = new EnumMap<>(Failure.class);

  Destination(Endpoint endpoint) {
    this(endpoint, false);
  }

  private Destination(Endpoint endpoint, boolean others) {
    this.endpoint = endpoint;
    this.others = others;
    for (Failure failure : Failure.values()) {
      failures.put(failure, new AtomicLong());
    }
  }

  /** One that stands for all destinations without room of their own. */
  static Destination ofOthers() {
    return new Destination(new Endpoint(0, 0, 0, false), true);
  }

  /** Whether it stands for all destinations that found no room. */
  public boolean isOthers() {
    return others;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** Numeric, without brackets. */
  public String host() {
    return endpoint.host();
  }

  public int port() {
    return endpoint.port();
  }

  /** Durations of connects that succeeded, in milliseconds rounded up. */
  public WaitHistogram durations() {
    return durations;
  }

  /** The sum of the durations of connects that succeeded, in microseconds. */
  public long totalMicros() {
    return totalMicros.get();
  }

  /** Connects that succeeded after a SYN was sent again. */
  public long slow() {
    return slow.get();
  }

  public long synRetransmits() {
    return synRetransmits.get();
  }

  public long failures(Failure failure) {
    AtomicLong count = failures.get(failure);
    return count == null ? 0 : count.get();
  }

  /** The longest of the slow ones since this was last asked; 0 if there were none. */
  public long takeLongestMillis() {
    return longest.take();
  }

  void connected(long nanos) {
    durations.record((nanos + 999_999) / 1_000_000);
    totalMicros.getAndAdd(nanos / 1_000);
  }

  void failed(Failure failure) {
    AtomicLong count = failures.get(failure);
    if (count != null) {
      count.getAndIncrement();
    }
  }

  /** A connect succeeded after this time, in which a SYN was sent again so often. */
  void retransmitted(int syns, long nanos) {
    synRetransmits.getAndAdd(syns);
    longest.offer(nanos / 1_000_000);
    // Last: whoever sees this count sees the others.
    slow.getAndIncrement();
  }

  /** What reports of it are about. */
  Subject subject() {
    return isOthers()
        ? Subject.otherDestinations()
        : Subject.destination(host(), port(), endpoint.ipv6(), toString());
  }

  @Override
  public String toString() {
    return isOthers() ? "other destinations" : endpoint.toString();
  }
}
