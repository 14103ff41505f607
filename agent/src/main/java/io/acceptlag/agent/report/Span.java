package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.HostFigure;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Resolution;
import io.acceptlag.core.blackbox.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One interval of a page, and how long it is. */
final class Span {
  private final Frame frame;
  private final int seconds;

  private Span(Frame frame, int seconds) {
    this.frame = frame;
    this.seconds = seconds;
  }

  Frame frame() {
    return frame;
  }

  int seconds() {
    return seconds;
  }

  long endSeconds() {
    return frame.startSeconds() + seconds;
  }

  /** An interval in which the process stood still is longer than its resolution. */
  private static int secondsOf(Frame frame, Resolution resolution) {
    long millis = frame.host().get(HostFigure.LENGTH_MS);
    return (int) Math.max(resolution.seconds(), (millis + 500) / 1000);
  }

  /** Null if the listener was idle. */
  @Nullable Row row(String listener) {
    for (Row row : frame.rows()) {
      if (row.listener().equals(listener)) {
        return row;
      }
    }
    return null;
  }

  /** Each time once, at the finest resolution that is kept; in order. */
  static List<Span> of(Image image) {
    List<Span> spans = new ArrayList<>();
    long until = Long.MAX_VALUE;
    for (Resolution resolution : Resolution.values()) {
      List<Frame> frames = image.frames(resolution);
      for (Frame frame : frames) {
        // If part of it is known more finely, the interval is left out rather than shown twice.
        if (frame.startSeconds() + resolution.seconds() <= until) {
          spans.add(new Span(frame, secondsOf(frame, resolution)));
        }
      }
      if (!frames.isEmpty()) {
        until = Math.min(until, frames.get(0).startSeconds());
      }
    }
    spans.sort((a, b) -> Long.compare(a.frame.startSeconds(), b.frame.startSeconds()));
    return spans;
  }
}
