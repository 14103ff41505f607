package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;

/** The first line of the log and the last ones, for commands that ask for them. */
public final class LastLines {
  private static final int MAX = 32;

  private final String[] lines = new String[MAX];
  private String first = "";
  private int count;

  synchronized void add(long epochMillis, Severity severity, String line) {
    if (count == 0) {
      first = line;
    }
    lines[count++ % MAX] = epochMillis + " " + severity + " " + line;
  }

  public synchronized String first() {
    return first;
  }

  /** Each begins with the time in milliseconds and the level; the latest is the last. */
  public synchronized String text() {
    StringBuilder text = new StringBuilder();
    for (int i = Math.max(0, count - MAX); i < count; i++) {
      text.append(lines[i % MAX]).append('\n');
    }
    return text.toString();
  }
}
