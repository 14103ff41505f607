package io.acceptlag.core.evidence;

import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.text.ForeignText;
import org.jspecify.annotations.Nullable;

/** Where the acceptor was seen most often while its listener was in trouble. */
public final class AcceptorView {
  /** What it was doing there. */
  public enum Doing {
    /** In accept(), or in a selector. */
    WAITING_FOR_CONNECTIONS,
    /** Anywhere else. */
    SOMETHING_ELSE,
    /** Nothing: the thread is gone. */
    ENDED
  }

  /** So little may come from the JVM itself waking the thread. */
  private static final double CPU_SHARE_OF_NONE = 0.02;

  private final Doing doing;
  private final String where;
  private final AcceptorSample sample;
  private final int looksThere;
  private final int looks;
  private final long spanNanos;
  private final int places;
  private final double cpuShare;
  private final long cpuNanos;
  private final Scheduling scheduling;

  public AcceptorView(
      Doing doing,
      String where,
      AcceptorSample sample,
      int looksThere,
      int looks,
      long spanNanos,
      int places) {
    this(doing, where, sample, looksThere, looks, spanNanos, places, -1, 0, Scheduling.UNKNOWN);
  }

  AcceptorView(
      Doing doing,
      String where,
      AcceptorSample sample,
      int looksThere,
      int looks,
      long spanNanos,
      int places,
      double cpuShare,
      long cpuNanos,
      Scheduling scheduling) {
    this.doing = doing;
    this.where = where;
    this.sample = sample;
    this.looksThere = looksThere;
    this.looks = looks;
    this.spanNanos = spanNanos;
    this.places = places;
    this.cpuShare = cpuShare;
    this.cpuNanos = cpuNanos;
    this.scheduling = scheduling;
  }

  public Doing doing() {
    return doing;
  }

  /** The frame that names the place best. */
  public String where() {
    return where;
  }

  /** The latest sample that found it there. */
  public AcceptorSample sample() {
    return sample;
  }

  public StackTraceElement[] stack() {
    return sample.stack();
  }

  /** The share of the samples that found it there: 0 to 1. */
  public double share() {
    return (double) looksThere / looks;
  }

  /** The share of the time there for which it had a CPU; -1 where it is not known. */
  public double cpuShare() {
    return cpuShare;
  }

  /** For how long it had a CPU there, as far as it was seen to stay; 0 where it is not known. */
  public long cpuNanos() {
    return cpuNanos;
  }

  Scheduling scheduling() {
    return scheduling;
  }

  /** Whether the kernel had it ready to run and hardly ever gave it a CPU, wherever it was. */
  public boolean lacksCpu() {
    return scheduling.lacksCpu();
  }

  /** Whether the kernel knows of something else than a CPU that it waits for. */
  public boolean sleeps() {
    return scheduling.sleeps();
  }

  /** {@code Thread "acceptor" could run in 3 of 3 samples and had a CPU for 15 % of 0.4 s}. */
  public String withoutCpu() {
    return thread() + " " + scheduling.words();
  }

  /**
   * Whether the thread was runnable, as the JVM sees it, and hardly ran. A native method may wait
   * for anything; a thread in Java code waits for a CPU, or for something inside the JVM.
   *
   * @param share of the time that it ran, below which it hardly ran
   */
  public boolean hardlyRan(double share) {
    return doing == Doing.SOMETHING_ELSE
        && sample.state() == Thread.State.RUNNABLE
        && cpuShare >= 0
        && cpuShare < share
        && sample.stack().length > 0
        && !sample.stack()[0].isNativeMethod();
  }

  /**
   * Whether it is in a native method, hardly ever with a CPU: it reads from a socket, or asks the
   * name service.
   *
   * @param share of the time, below which that is hardly
   */
  public boolean waitsInNative(double share) {
    return sample.state() == Thread.State.RUNNABLE
        && cpuShare >= 0
        && cpuShare < share
        && sample.stack().length > 0
        && sample.stack()[0].isNativeMethod();
  }

  /** Whether it did not run at all, like a thread that waits for something inside the JVM. */
  public boolean neverRan() {
    return hardlyRan(CPU_SHARE_OF_NONE);
  }

  /** In how many places it was seen at all. */
  public int places() {
    return places;
  }

  /** The method in which each sample found it; null where they differ. */
  public @Nullable String onlyPlace() {
    int source = where.indexOf(" (");
    return looksThere < looks ? null : source < 0 ? where : where.substring(0, source);
  }

  public int looks() {
    return looks;
  }

  public int looksThere() {
    return looksThere;
  }

  long spanNanos() {
    return spanNanos;
  }

  public String thread() {
    return "Thread " + ForeignText.quoted(sample.threadName());
  }

  /** {@code , in 9 of 9 samples within 0.8 s}; empty for a single sample. */
  public String howOften() {
    return looks == 1
        ? ""
        : ", in " + looksThere + " of " + looks + " samples within " + FigureText.within(spanNanos);
  }
}
