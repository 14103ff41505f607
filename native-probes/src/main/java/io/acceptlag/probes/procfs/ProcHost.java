package io.acceptlag.probes.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.acceptlag.core.evidence.ConnectionProbe;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.TaskLimit;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What the kernel says about this process as a whole. For the sampler's thread. */
public final class ProcHost implements ConnectionProbe {
  /** They serve those who ask within a poll. */
  private static final long TABLES_MAX_NANOS = 50_000_000;

  private static final int STEAL = 8;

  /** A column of schedstat. */
  private static final int SLICES = 2;

  /** A column of a process's stat, counted after the name. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;
  private static final String[] NO_COLUMNS = {};

  /** USER_HZ is 100 on every architecture that has a HotSpot. */
  private static final long USER_TICK_MILLIS = 10;

  private final Proc proc;
  private final File cgroupRoot;
  private final KeptFile cpuStat;
  private final KeptFile schedstat;
  private final KeptFile pressure;
  private final KeptFile stat;
  private final KeptFile ownStat;
  private final KeptFile firstThread;
  private final KeptFile limits;

  // As they were read last: it takes 89 ms with 38,000 connections.
  private @Nullable ConnectionTable tcp;
  private @Nullable ConnectionTable tcp6;
  private long tablesNanos;
  private boolean tablesRead;

  /** Without a quota the group's periods are not counted, but it may get one at any time. */
  private boolean hasQuota;

  /**
   * To be made on the thread that will read it.
   *
   * @param cgroupRoot /sys/fs/cgroup
   */
  public ProcHost(Proc proc, File cgroupRoot) {
    this.proc = proc;
    this.cgroupRoot = cgroupRoot;
    cpuStat = KeptFile.open(CpuStat.file(proc.text("self/cgroup"), cgroupRoot));
    schedstat = KeptFile.closed(proc.file("thread-self/schedstat"));
    pressure = KeptFile.closed(proc.file("pressure/cpu"));
    stat = KeptFile.closed(proc.file("stat"));
    ownStat = KeptFile.closed(proc.file("self/stat"));
    // This is only the thread whose id is the pid, not all of them.
    firstThread = KeptFile.closed(proc.file("self/schedstat"));
    limits = KeptFile.open(proc.file("self/limits"));
    // Opened now, because there may be no descriptor left when it is needed.
    limits.read();
  }

  /** Closes what it keeps open. */
  public void close() {
    cpuStat.close();
    limits.close();
  }

  /**
   * Fills in what the kernel reports.
   *
   * @param late also reads how long this thread has run and waited for a CPU
   * @param all also reads what is expensive on a host with many CPUs, and what changes only with a
   *     quota
   */
  public void read(HostReading into, boolean late, boolean all) {
    if (all || hasQuota) {
      int length = cpuStat.read();
      into.quotaPeriods = Figures.ofLine("nr_periods", cpuStat.text(), length);
      into.throttledPeriods = Figures.ofLine("nr_throttled", cpuStat.text(), length);
      hasQuota = into.quotaPeriods > 0;
    }
    if (late || all) {
      int schedstatLength = schedstat.read();
      into.runNanos = runNanos(schedstat.text(), schedstatLength);
      into.runDelayNanos = runDelayNanos(schedstat.text(), schedstatLength);
    }
    if (all) {
      int pressureLength = pressure.read();
      into.cpuPressureMicros = pressureMicros(pressure.text(), pressureLength);
      int statLength = stat.read();
      into.stolenMillis = stolenMillis(stat.text(), statLength);
      int ownStatLength = ownStat.read();
      into.cpuMillis = cpuMillis(ownStat.text(), ownStatLength);
      int firstThreadLength = firstThread.read();
      into.firstThreadRuns = runs(firstThread.text(), firstThreadLength);
    }
  }

  public Descriptors descriptors() {
    int open = proc.countDescriptors();
    int length = limits.read();
    // It can be raised while the process runs (prlimit).
    long limit = descriptorLimit(new String(limits.text(), 0, Math.max(0, length), US_ASCII));
    return open >= 0 || limit <= 0 ? new Descriptors(open, limit) : noneLeft(limit);
  }

  /**
   * Listing them takes a descriptor. If it fails and did not before, there is none left: of this
   * process, or of the machine.
   */
  private Descriptors noneLeft(long limit) {
    long open = openDescriptors();
    boolean hasSome = open >= 0 && !Descriptors.areAlmostAll(open, limit);
    return isOfMachine(proc.whyNoneOpens(), hasSome && proc.countDescriptors() < 0)
        ? new Descriptors(open, limit, true)
        : new Descriptors(limit, limit);
  }

  /**
   * Java gives the text of the error only, which is another one in another language.
   *
   * @param why that text; empty where a file can be opened again
   * @param hasSome whether this process may open more, and yet cannot
   */
  static boolean isOfMachine(String why, boolean hasSome) {
    return why.contains("Too many open files") ? why.contains("in system") : hasSome;
  }

  /** The size of their folder, which is their number from Linux 6.2 on; 0 before. */
  public long openDescriptors() {
    long size = proc.file("self/fd").length();
    return size > 0 ? size : -1;
  }

  /** Where more threads are advised: a dozen small files, two of them at each level of cgroups. */
  public TaskLimit tasks() {
    int length = limits.read();
    return TaskLimits.ofCgroup(proc.text("self/cgroup"), cgroupRoot)
        .orNarrower(
            TaskLimits.ofUser(
                proc.text("self/status"),
                new String(limits.text(), 0, Math.max(0, length), US_ASCII)));
  }

  /** Whether a listener asks for connections in any epoll set of this process. */
  public Registration registration(int fd) {
    return EpollSets.registration(fd, proc.descriptorsWhere(each -> true), proc::descriptorInfo);
  }

  @Override
  public Connections connections(int port, IntPredicate listening) {
    // Where many listeners are in trouble at once, all of them ask in one poll.
    boolean lately = tablesRead && System.nanoTime() - tablesNanos <= TABLES_MAX_NANOS;
    if (!lately || !listening.test(port)) {
      IntPredicate wanted = local -> local == port || listening.test(local);
      tcp = table("self/net/tcp", wanted);
      tcp6 = table("self/net/tcp6", wanted);
      tablesRead = true;
      tablesNanos = System.nanoTime();
    }
    return at(port, tcp, listening).plus(at(port, tcp6, listening));
  }

  private static Connections at(int port, @Nullable ConnectionTable table, IntPredicate listening) {
    return table == null ? Connections.UNKNOWN : table.at(port, listening);
  }

  /** Null where it cannot be read. */
  private @Nullable ConnectionTable table(String path, IntPredicate wanted) {
    try (BufferedReader text =
        new BufferedReader(new InputStreamReader(new FileInputStream(proc.file(path)), US_ASCII))) {
      return NetTcp.count(text, wanted);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The first of {@code run-time run-delay slices}, the first two in nanoseconds
   * (kernel/sched/stats.h); -1 if the kernel does not keep them and all are 0.
   */
  static long runNanos(byte[] text, int length) {
    long nanos = Figures.at(text, 0, length);
    return nanos == 0 ? -1 : nanos;
  }

  static long runDelayNanos(byte[] text, int length) {
    return runNanos(text, length) < 0 ? -1 : Figures.ofColumn(1, text, length);
  }

  /** How often it has got a CPU: the third figure, if the kernel keeps them. */
  static long runs(byte[] text, int length) {
    return runNanos(text, length) < 0 ? -1 : Figures.ofColumn(SLICES, text, length);
  }

  /**
   * Columns 14 and 15 of {@code pid (name) state …}, together (proc(5)); the name may hold blanks
   * and brackets.
   */
  static long cpuMillis(byte[] text, int length) {
    String all = new String(text, 0, Math.max(0, length), US_ASCII);
    int nameEnd = all.lastIndexOf(") ");
    String[] columns = nameEnd < 0 ? NO_COLUMNS : all.substring(nameEnd + 2).split(" ", -1);
    if (columns.length <= SYSTEM_TIME) {
      return -1;
    }
    long user = number(columns[USER_TIME]);
    long system = number(columns[SYSTEM_TIME]);
    return user < 0 || system < 0 ? -1 : (user + system) * USER_TICK_MILLIS;
  }

  /**
   * {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=54229757}, the last in microseconds (since
   * 4.20; Documentation/accounting/psi.rst); -1 if the kernel does not keep it.
   */
  static long pressureMicros(byte[] text, int length) {
    String all = new String(text, 0, Math.max(0, length), US_ASCII);
    int at = all.startsWith("some ") ? all.indexOf("total=") : -1;
    int end = at < 0 ? -1 : all.indexOf('\n', at);
    return end < 0 ? -1 : number(all.substring(at + "total=".length(), end));
  }

  /**
   * The eighth figure of {@code cpu user nice system idle iowait irq softirq steal …}, by the
   * number of lines that follow for each CPU.
   */
  static long stolenMillis(byte[] text, int length) {
    int end = 0;
    int lines = 0;
    // The other lines are far longer and are not read.
    while (end + 3 <= length && text[end] == 'c' && text[end + 1] == 'p' && text[end + 2] == 'u') {
      lines++;
      while (end < length && text[end++] != '\n') {}
    }
    long ticks = lines > 1 ? Figures.ofColumn(STEAL, text, end) : -1;
    return ticks < 0 ? -1 : ticks * USER_TICK_MILLIS / (lines - 1);
  }

  /** The soft limit of {@code Max open files 1024 4096 files}; -1 if there is none. */
  static long descriptorLimit(String limits) {
    int at = limits.indexOf("Max open files");
    if (at < 0) {
      return -1;
    }
    String[] columns = limits.substring(at + "Max open files".length()).trim().split("\\s+", 2);
    // -1 for "unlimited" too.
    return number(columns[0]);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
