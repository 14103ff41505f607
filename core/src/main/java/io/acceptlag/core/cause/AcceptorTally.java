package io.acceptlag.core.cause;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one listener's acceptor again and again while it is in trouble, and says where it spends
 * its time. The place seen most often is the verdict; one sample of many proves nothing.
 */
public final class AcceptorTally {
  /** An acceptor that wanders is not stuck: further places are counted as samples only. */
  private static final int PLACES_MAX = 32;

  private static final String WAITING = "waiting for connections";
  private static final String ENDED = "ended";

  private final Map<String, Place> places = new LinkedHashMap<>();
  private int samples;
  private long firstNanos;
  private long lastNanos;

  public void clear() {
    places.clear();
    samples = 0;
  }

  public void add(long nowNanos, AcceptorSample sample) {
    if (samples == 0) {
      firstNanos = nowNanos;
    }
    lastNanos = nowNanos;
    samples++;
    String key = keyOf(sample);
    Place place = places.get(key);
    if (place == null && places.size() < PLACES_MAX) {
      place = new Place();
      places.put(key, place);
    }
    if (place != null) {
      place.count++;
      place.latest = sample;
    }
  }

  /**
   * @param stallNanos by how much the sampler itself came late in the midst of this trouble, so
   *     that no thread of the JVM ran, or almost none; 0 if it did not
   */
  public Diagnosis diagnosis(long stallNanos) {
    if (stallNanos > 0) {
      // Before anything about the acceptor: where it stood when everything stood says nothing.
      return Diagnosis.unknown(
          String.format(
              Locale.ROOT,
              "The whole JVM stood still for %s: its own clock thread came that late.",
              seconds(stallNanos)));
    }
    String where = null;
    Place most = null;
    for (Map.Entry<String, Place> entry : places.entrySet()) {
      if (most == null || entry.getValue().count > most.count) {
        where = entry.getKey();
        most = entry.getValue();
      }
    }
    AcceptorSample sample = most == null ? null : most.latest;
    if (where == null || most == null || sample == null) {
      return Diagnosis.unknown(null);
    }
    String thread = "Thread \"" + sample.threadName() + "\"";
    if (where.equals(ENDED)) {
      return Diagnosis.of(
          "acceptor_missing",
          thread + ", the last to accept here, has ended.",
          "If no other thread accepts here, restart the server, and find out why it ended: most often"
              + " an error that nothing caught.",
          sample);
    }
    String often = howOften(most.count);
    if (where.equals(WAITING)) {
      return Diagnosis.unknown(thread + " waits for connections" + often + ".");
    }
    String statement = thread + " is in " + where + doingWhat(sample) + often + ".";
    return Frames.topmostOfApplication(sample.stack()) == null
        ? Diagnosis.of(Diagnosis.UNKNOWN, statement, null, sample)
        : Diagnosis.of(
            "accept_thread_blocked",
            statement,
            "Take that work off the thread that accepts.",
            sample);
  }

  private String howOften(int count) {
    if (samples == 1) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        ", in %d of %d looks within %s",
        count,
        samples,
        seconds(lastNanos - firstNanos));
  }

  private static String keyOf(AcceptorSample sample) {
    if (sample.state() == Thread.State.TERMINATED) {
      return ENDED;
    }
    StackTraceElement[] stack = sample.stack();
    if (Frames.waitsForConnection(stack)) {
      return WAITING;
    }
    StackTraceElement frame = Frames.topmostOfApplication(stack);
    if (frame == null) {
      frame = Frames.topmostOutsideJdk(stack);
    }
    if (frame == null) {
      return stack.length == 0 ? "code that shows no stack" : Frames.spell(stack[0]);
    }
    return Frames.spell(frame);
  }

  private static String doingWhat(AcceptorSample sample) {
    StackTraceElement[] stack = sample.stack();
    String leaf = stack.length == 0 ? "" : stack[0].getClassName() + "." + stack[0].getMethodName();
    switch (sample.state()) {
      case BLOCKED:
        return sample.lockOwner() == null
            ? ", blocked by a lock"
            : ", blocked by a lock ("
                + sample.lock()
                + ") that thread \""
                + sample.lockOwner()
                + "\" holds";
      case WAITING:
      case TIMED_WAITING:
        if (sample.lockOwner() != null) {
          return ", waiting for "
              + sample.lock()
              + " that thread \""
              + sample.lockOwner()
              + "\" holds";
        }
        return isSleep(leaf) ? ", asleep" : waitingFor(sample.lock());
      default:
        return leaf.isEmpty() ? "" : ", running " + leaf;
    }
  }

  private static String waitingFor(@Nullable String lock) {
    return lock == null ? ", waiting" : ", waiting for " + lock;
  }

  private static boolean isSleep(String leaf) {
    // JDK 8-18: Thread.sleep; 19+: sleep0, sleepNanos0.
    return leaf.startsWith("java.lang.Thread.sleep");
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static final class Place {
    int count;
    @Nullable AcceptorSample latest;
  }
}
