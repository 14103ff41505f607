package io.acceptlag.benchmarks.subject;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.HostFigure;
import io.acceptlag.core.blackbox.Row;
import java.util.Collections;

/**
 * The black box alone, through seconds in each of which so many listeners are busy. Prints how many
 * microseconds it takes a second, in the second half of them; and how many KiB it holds at the end.
 */
public final class BoxDay {
  private static final int POLLS = 10;
  private static final long START_MILLIS = 1_800_000_000_000L;

  private static long millis = START_MILLIS;

  private BoxDay() {}

  /**
   * @param args seconds, listeners
   */
  public static void main(String[] args) throws Exception {
    int seconds = Integer.parseInt(args[0]);
    String[] listeners = new String[Integer.parseInt(args[1])];
    for (int i = 0; i < listeners.length; i++) {
      listeners[i] = "10.11.12.13:" + (10_000 + i);
    }
    long before = heapBytes();
    BlackBox box = new BlackBox(() -> millis, Collections.<String, String>emptyMap());
    Row row = new Row();
    pass(box, row, listeners, seconds / 2);
    long startNanos = System.nanoTime();
    pass(box, row, listeners, seconds / 2);
    double micros = (System.nanoTime() - startNanos) / 1e3 / (seconds / 2.0);
    System.out.println(micros + " " + (heapBytes() - before) / 1024);
    // Not before.
    if (box.isSecondOver(0)) {
      box.endSecond();
    }
  }

  private static void pass(BlackBox box, Row row, String[] listeners, int seconds) {
    for (int second = 0; second < seconds; second++) {
      boolean over = false;
      for (int poll = 0; poll < POLLS; poll++) {
        millis += 1000 / POLLS;
        over |= box.isSecondOver(millis * 1_000_000);
      }
      if (over) {
        fill(box, row, listeners, second);
        box.endSecond();
      }
    }
  }

  private static void fill(BlackBox box, Row row, String[] listeners, int second) {
    for (int i = 0; i < listeners.length; i++) {
      row.of(listeners[i]).figures().set(Figure.QUEUE, second % 7).set(Figure.LIMIT, 100);
      row.figures()
          .set(Figure.ACCEPTS, (second + i) % 1000)
          .set(Figure.LONGEST_WAIT_MS, second % 90);
      row.waits()[second % 20] = 3;
      row.waits()[3] = 12;
      row.firstReads()[0] = 3;
      box.add(row);
    }
    box.host().set(HostFigure.LENGTH_MS, 1000).set(HostFigure.GC_MS, second % 100);
  }

  private static long heapBytes() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
