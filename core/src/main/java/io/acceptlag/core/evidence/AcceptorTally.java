package io.acceptlag.core.evidence;

import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.text.ForeignText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the samples of one listener's acceptor while it is in trouble, by the place where each
 * found it. A single sample proves nothing, so {@link #view} is the place seen most often.
 *
 * <p>What was seen before the present trouble is no evidence of it. So the owner clears this when
 * trouble has lapsed. Places that the acceptor has left for good are forgotten here.
 */
public final class AcceptorTally {
  /**
   * An acceptor that moves around is not stuck: samples in further places count only in the total.
   */
  private static final int PLACES_MAX = 32;

  /**
   * An acceptor seen this often in a row in a new place has moved there. One that works in many
   * places is hardly ever found in a new one three times running.
   */
  private static final int SAMPLES_OF_A_MOVE = 3;

  /** Over a shorter time the share for which a thread had a CPU means little. */
  private static final long CPU_SPAN_MIN_NANOS = 50_000_000;

  private static final String WAITING = "waiting for connections";
  private static final String ENDED = "ended";

  private final Map<String, Place> places = new LinkedHashMap<>();
  private int samples;
  private long firstNanos;
  private long lastNanos;

  /** Where the last sample was, how many in a row were there, and since when. */
  private String lastKey = "";

  private int inARow;
  private long lastKeySinceNanos;

  /** Whether it may have been elsewhere since then. */
  private boolean interrupted;

  /** Whether the last sample was without a place. */
  private boolean unplaced;

  private int withoutPlace;

  private final SchedulingTally scheduling = new SchedulingTally();

  public void clear() {
    if (samples > 0) {
      places.clear();
      scheduling.clear();
      samples = 0;
      withoutPlace = 0;
      lastKey = "";
    }
  }

  public void add(long nowNanos, AcceptorSample sample) {
    if (samples == 0) {
      firstNanos = nowNanos;
    }
    long sinceLastNanos = nowNanos - lastNanos;
    lastNanos = nowNanos;
    scheduling.add(nowNanos, sample);
    if (samples > 0 && sample.isWithoutPlace()) {
      withoutPlace++;
      unplaced = true;
      return;
    }
    samples++;
    String key = keyOf(sample);
    boolean stays = samples > 1 && !interrupted && !unplaced && key.equals(lastKey);
    interrupted = false;
    unplaced = false;
    countInARow(nowNanos, key);
    Place place = places.get(key);
    if (place == null && places.size() < PLACES_MAX) {
      place = new Place();
      places.put(key, place);
    }
    if (place != null) {
      place.count++;
      if (stays) {
        place.stayed(sinceLastNanos, sample);
      }
      place.latest = sample;
      forgetBefore(key, place);
    }
  }

  /** Called where what happens until the next sample is not known. */
  public void interrupt() {
    scheduling.interrupt();
    interrupted = true;
  }

  /** Whether the last sample found that it wants a CPU, and the next one will say if it got one. */
  public boolean wantedCpu() {
    return scheduling.wantedCpu();
  }

  /**
   * Whether the last two samples found that it wants a CPU, of which it had hardly any meanwhile.
   * To ask it for anything may take until it gets one.
   */
  public boolean starves() {
    return scheduling.starves();
  }

  private void countInARow(long nowNanos, String key) {
    if (!key.equals(lastKey)) {
      lastKey = key;
      inARow = 0;
      lastKeySinceNanos = nowNanos;
    }
    inARow++;
  }

  /** Forgets the other places if the acceptor has moved to this one. */
  private void forgetBefore(String key, Place place) {
    if (inARow == SAMPLES_OF_A_MOVE && place.count == inARow && samples > inARow) {
      places.clear();
      places.put(key, place);
      samples = inARow;
      firstNanos = lastKeySinceNanos;
    }
  }

  /** Null before the first sample, and if the latest one has no place. */
  public @Nullable AcceptorSample latest() {
    Place place = unplaced ? null : places.get(lastKey);
    return place == null ? null : place.latest;
  }

  /** Whether the latest sample found it waiting for connections. */
  public boolean latestWaits() {
    return !unplaced && lastKey.equals(WAITING);
  }

  /** Where the latest sample found it: a class without its package, and a method. */
  public String latestPlace() {
    int source = lastKey.indexOf(" (");
    String method = source < 0 ? lastKey : lastKey.substring(0, source);
    int packageEnd = method.lastIndexOf('.', method.lastIndexOf('.') - 1);
    return ForeignText.name(method.substring(packageEnd + 1));
  }

  /** How many samples there are, those without a place among them. */
  public int looks() {
    return samples + withoutPlace;
  }

  /** Null before the first sample. */
  public @Nullable AcceptorView view() {
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
      return null;
    }
    Doing doing =
        where.equals(ENDED)
            ? Doing.ENDED
            : where.equals(WAITING) ? Doing.WAITING_FOR_CONNECTIONS : Doing.SOMETHING_ELSE;
    return new AcceptorView(
        doing,
        where,
        sample,
        most.count,
        samples,
        lastNanos - firstNanos,
        places.size(),
        most.stayedNanos < CPU_SPAN_MIN_NANOS ? -1 : (double) most.cpuNanos / most.stayedNanos,
        most.cpuNanos,
        scheduling.take());
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

  private static final class Place {
    int count;
    @Nullable AcceptorSample latest;

    /** From one sample there to the next, and the CPU time that the thread had meanwhile. */
    long stayedNanos;

    long cpuNanos;

    void stayed(long nanos, AcceptorSample now) {
      AcceptorSample before = latest;
      if (before != null
          && before.cpuNanos() >= 0
          && now.threadId() == before.threadId()
          && now.cpuNanos() >= before.cpuNanos()) {
        stayedNanos += nanos;
        cpuNanos += now.cpuNanos() - before.cpuNanos();
      }
    }
  }
}
