package io.acceptlag.core.blackbox;

import java.util.ArrayList;
import java.util.List;

/** One interval: the process, and those listeners with which anything happened. */
public final class Frame {
  private final long startSeconds;
  private final Figures<HostFigure> host = new Figures<>(HostFigure.values());
  private final List<Row> rows = new ArrayList<>();

  private Frame(long startSeconds) {
    this.startSeconds = startSeconds;
  }

  /** Since 1970. */
  public long startSeconds() {
    return startSeconds;
  }

  public Figures<HostFigure> host() {
    return host;
  }

  /** Worst first. */
  public List<Row> rows() {
    return rows;
  }

  static Frame read(Bytes from) {
    Frame frame = new Frame(from.number());
    frame.host.read(from);
    long count = from.number();
    for (long i = 0; i < count && from.fits(); i++) {
      Row row = new Row();
      row.read(from);
      frame.rows.add(row);
    }
    return frame;
  }
}
