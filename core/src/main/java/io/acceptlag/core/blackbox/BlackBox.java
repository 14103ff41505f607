package io.acceptlag.core.blackbox;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last day: ten minutes by the second, two hours by ten seconds, the day by the minute,
 * and each report whole. One thread fills it, any may take an {@linkplain #image image}.
 */
public final class BlackBox implements ReportSink {
  /** Is handed each change to an image taken earlier. Called with the box's lock held. */
  public interface Tap {
    void changed(int offset, byte[] bytes, int from, int length);
  }

  private final LongSupplier wallMillis;
  private final Map<String, String> about;
  private final List<Track> tracks = new ArrayList<>();
  private final Ledger ledger = new Ledger();

  /** Those that are handed changes. Replaced, never modified. */
  private Tap[] taps = {};

  private @Nullable Descriptors descriptors;
  private long nowMillis = Entry.NEVER;
  private long begunSeconds = Long.MIN_VALUE;
  private long nowNanos;

  /**
   * @param wallMillis System.currentTimeMillis
   * @param about what an image says about the process, by key
   */
  public BlackBox(LongSupplier wallMillis, Map<String, String> about) {
    this.wallMillis = wallMillis;
    this.about = about;
    for (Resolution resolution : Resolution.values()) {
      tracks.add(new Track(resolution));
    }
  }

  /** The current interval of one second. */
  private Interval second() {
    return tracks.get(0).interval();
  }

  /**
   * To be called at each poll.
   *
   * @return whether a second is over. Then its figures are to be given by {@link #host} and {@link
   *     #add}, followed by {@link #endSecond}
   */
  public boolean isSecondOver(long nanos) {
    nowNanos = nanos;
    nowMillis = wallMillis.getAsLong();
    long epochSeconds = Math.floorDiv(nowMillis, 1000L);
    if (tracks.get(0).isOver(epochSeconds)) {
      return true;
    }
    if (epochSeconds != begunSeconds) {
      begin(epochSeconds);
    }
    return false;
  }

  private void begin(long epochSeconds) {
    begunSeconds = epochSeconds;
    for (Track track : tracks) {
      track.begin(epochSeconds);
    }
  }

  /** The process's figures of this second, for the caller to fill in. */
  public Figures<HostFigure> host() {
    return second().host();
  }

  /** Adds a listener with which something happened in this second. The row is copied. */
  public void add(Row row) {
    second().add(row);
  }

  public synchronized void endSecond() {
    Descriptors known = descriptors;
    if (known != null) {
      host().set(HostFigure.DESCRIPTORS, known.open());
      host().set(HostFigure.DESCRIPTOR_LIMIT, known.limit());
      descriptors = null;
    }
    for (int i = 1; i < tracks.size(); i++) {
      tracks.get(i).interval().addAll(second());
    }
    long epochSeconds = Math.floorDiv(nowMillis, 1000L);
    for (Track track : tracks) {
      if (track.isOver(epochSeconds)) {
        end(track);
      }
    }
    begin(epochSeconds);
  }

  private void end(Track track) {
    int slot = track.end();
    byte[] bytes = track.slot(slot);
    if (bytes != null) {
      int offset = Image.offset(track.resolution()) + slot * track.resolution().slotBytes();
      tell(offset, bytes, 0, bytes.length);
    }
  }

  private void tell(int offset, byte[] bytes, int from, int length) {
    for (Tap tap : taps) {
      tap.changed(offset, bytes, from, length);
    }
  }

  @Override
  public synchronized void report(Report report) {
    ledger.add(Entry.of(report, wallMillis.getAsLong(), nowMillis, nowNanos));
    tell(
        Image.ENTRIES + ledger.writtenAt(),
        ledger.ring(),
        ledger.writtenAt(),
        ledger.writtenLength());
  }

  /**
   * Keeps the count of descriptors, which is taken for judgements only: it gets more expensive the
   * more there are.
   */
  @Override
  public void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
    descriptors = evidence.descriptors;
  }

  /**
   * The whole box as it is now.
   *
   * @param tap is handed each change from now on; null if nobody needs them
   */
  public synchronized byte[] image(@Nullable Tap tap) {
    byte[] image = new byte[Image.BYTES];
    byte[] head = Image.head(about);
    System.arraycopy(head, 0, image, 0, head.length);
    for (Track track : tracks) {
      Resolution resolution = track.resolution();
      for (int i = 0; i < resolution.slots(); i++) {
        byte[] slot = track.slot(i);
        if (slot != null) {
          int offset = Image.offset(resolution) + i * resolution.slotBytes();
          System.arraycopy(slot, 0, image, offset, slot.length);
        }
      }
    }
    System.arraycopy(ledger.ring(), 0, image, Image.ENTRIES, ledger.ring().length);
    if (tap != null) {
      List<Tap> all = new ArrayList<>(Arrays.asList(taps));
      all.add(tap);
      taps = all.toArray(new Tap[0]);
    }
    return image;
  }

  public synchronized void remove(Tap tap) {
    List<Tap> all = new ArrayList<>(Arrays.asList(taps));
    all.remove(tap);
    taps = all.toArray(new Tap[0]);
  }

  /** Continues with what an earlier process left behind. */
  public synchronized void restore(Image image) {
    for (Track track : tracks) {
      Resolution resolution = track.resolution();
      for (int i = 0; i < resolution.slots(); i++) {
        track.restore(i, image.bytes(), Image.offset(resolution) + i * resolution.slotBytes());
      }
    }
    ledger.restore(image.bytes(), Image.ENTRIES);
  }
}
