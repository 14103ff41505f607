package io.acceptlag.core.blackbox;

import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.unserved.FirstReads;
import java.util.Arrays;

/** One listener in one interval. */
public final class Row {
  /** So short that several rows of stuck listeners fit into a slot. */
  private static final int PLACE_MAX = 60;

  private String listener = "";
  private String place = "";
  private final Figures<Figure> figures = new Figures<>(Figure.values());

  /** By {@link WaitHistogram} bucket. */
  private final int[] waits = new int[WaitHistogram.BUCKETS];

  /** By {@link FirstReads} bucket. */
  private final int[] firstReads = new int[FirstReads.BUCKETS];

  /** Its address, as a line of the log has it. */
  public String listener() {
    return listener;
  }

  /** Where the acceptor was, if it was sampled elsewhere than where it waits; may be empty. */
  public String place() {
    return place;
  }

  public Figures<Figure> figures() {
    return figures;
  }

  /** Connections taken, by {@link WaitHistogram} bucket. To be filled, or read. */
  public int[] waits() {
    return waits;
  }

  /** Connections first read, by {@link FirstReads} bucket. To be filled, or read. */
  public int[] firstReads() {
    return firstReads;
  }

  /** Clears the row for another listener. */
  public Row of(String address) {
    listener = address;
    place = "";
    figures.clear();
    Arrays.fill(waits, 0);
    Arrays.fill(firstReads, 0);
    return this;
  }

  public void acceptor(AcceptorState state, String where) {
    figures.set(Figure.ACCEPTOR, state.code());
    place = where.length() <= PLACE_MAX ? where : where.substring(0, PLACE_MAX - 1) + '…';
  }

  void merge(Row later) {
    figures.merge(later.figures);
    if (later.figures.has(Figure.ACCEPTOR)) {
      place = later.place;
    }
    add(waits, later.waits);
    add(firstReads, later.firstReads);
  }

  private static void add(int[] to, int[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }

  void copyFrom(Row other) {
    listener = other.listener;
    place = other.place;
    figures.copyFrom(other.figures);
    System.arraycopy(other.waits, 0, waits, 0, waits.length);
    System.arraycopy(other.firstReads, 0, firstReads, 0, firstReads.length);
  }

  /** How bad it is: drops count more than waits, and waits more than mere load. */
  long weight() {
    long waitMillis = Math.max(figures.get(Figure.LONGEST_WAIT_MS), figures.get(Figure.OLDEST_MS));
    long troubled = Math.max(0, waitMillis) + Math.max(0, figures.get(Figure.QUEUE));
    long lost = Math.max(0, figures.get(Figure.DROPS)) + Math.max(0, figures.get(Figure.UNSERVED));
    long busy = Math.min(0xffff, Math.max(0, figures.get(Figure.ACCEPTS)));
    return (lost << 40) + (troubled << 16) + busy;
  }

  /**
   * @param withPlace whether there is room for it
   */
  void write(Bytes to, boolean withPlace) {
    to.text(listener);
    to.text(withPlace ? place : "");
    figures.write(to);
    write(to, waits);
    write(to, firstReads);
  }

  void read(Bytes from) {
    of(from.text());
    place = from.text();
    figures.read(from);
    read(from, waits);
    read(from, firstReads);
  }

  /** Writes how many buckets are not empty, then the index and count of each. */
  private static void write(Bytes to, int[] counts) {
    int filled = 0;
    for (int count : counts) {
      filled += count == 0 ? 0 : 1;
    }
    to.number(filled);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        to.octet(i);
        to.number(counts[i]);
      }
    }
  }

  private static void read(Bytes from, int[] counts) {
    long filled = from.number();
    for (long i = 0; i < filled && from.fits(); i++) {
      int bucket = from.octet();
      long count = from.number();
      if (bucket < counts.length) {
        counts[bucket] = (int) Math.min(Integer.MAX_VALUE, count);
      }
    }
  }
}
