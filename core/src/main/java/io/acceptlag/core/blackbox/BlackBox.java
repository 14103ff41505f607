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
  /** Takes what has changed in an image taken before. Called with the box's lock held. */
  public interface Tap {
    void changed(int offset, byte[] bytes, int from, int length);
  }

  private final LongSupplier wallMillis;
  private final Map<String, String> about;
  private final List<Track> tracks = new ArrayList<>();
  private final Ledger ledger = new Ledger();

  /** Who wants to know what changes; copied when it changes. */
  private Tap[] taps = {};

  private @Nullable Descriptors descriptors;
  private long nowMillis;
  private long begunSeconds = Long.MIN_VALUE;
  private long nowNanos;

  /**
   * @param wallMillis System.currentTimeMillis
   * @param about what an image says of the process, by key
   */
  public BlackBox(LongSupplier wallMillis, Map<String, String> about) {
    this.wallMillis = wallMillis;
    this.about = about;
    for (Resolution resolution : Resolution.values()) {
      tracks.add(new Track(resolution));
    }
  }

  /** The interval that goes on, by the second. */
  private Interval second() {
    return tracks.get(0).interval();
  }

  /**
   * At each poll.
   *
   * @return whether a second is over, so that what it held is to be given by {@link #host} and
   *     {@link #add}, and then {@link #endSecond}
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

  /** The process's figures of this second, to be filled. */
  public Figures<HostFigure> host() {
    return second().host();
  }

  /** A listener with which anything happened; copied. */
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
    ledger.add(Entry.of(report, wallMillis.getAsLong(), nowNanos));
    tell(
        Image.ENTRIES + ledger.writtenAt(),
        ledger.ring(),
        ledger.writtenAt(),
        ledger.writtenLength());
  }

  /** To count them takes longer the more there are, so they are known where a judgement asked. */
  @Override
  public void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
    descriptors = evidence.descriptors;
  }

  /**
   * All of it as it is now.
   *
   * @param tap is told what changes from now on; null if nobody wants to know
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

  /** Goes on with what an earlier process has left. */
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
