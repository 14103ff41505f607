package io.acceptlag.probes.procfs;

import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostReading;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** What the kernel tells of this process as a whole. For the sampler's thread. */
public final class ProcHost {
  private final Proc proc;
  private final KeptFile cpuStat;
  private final KeptFile schedstat;
  private final long descriptorLimit;

  /**
   * To be made on the thread that will read it.
   *
   * @param cgroupRoot /sys/fs/cgroup
   */
  public ProcHost(Proc proc, File cgroupRoot) {
    this.proc = proc;
    cpuStat = new KeptFile(CpuStat.file(proc.text("self/cgroup"), cgroupRoot));
    schedstat = new KeptFile(proc.file("thread-self/schedstat"));
    descriptorLimit = descriptorLimit(proc.text("self/limits"));
  }

  /** Fills in what is the kernel's to tell. */
  public void read(HostReading into) {
    int length = cpuStat.read();
    into.quotaPeriods = CpuStat.figure(cpuStat.text(), length, "nr_periods");
    into.throttledPeriods = CpuStat.figure(cpuStat.text(), length, "nr_throttled");
    int schedstatLength = schedstat.read();
    into.runNanos = schedstatFigure(schedstat.text(), schedstatLength, 0);
    into.runDelayNanos = schedstatFigure(schedstat.text(), schedstatLength, 1);
  }

  public Descriptors descriptors() {
    int open = proc.countDescriptors();
    // Listing them takes a descriptor: where that fails, and did not before, there is none left.
    return new Descriptors(
        open < 0 && descriptorLimit > 0 ? descriptorLimit : open, descriptorLimit);
  }

  /**
   * Accepted connections at a local port, and at the others that are listened at; not known where
   * they cannot be counted.
   */
  public Connections connections(int port, IntPredicate listening) {
    return connections("self/net/tcp", port, listening)
        .plus(connections("self/net/tcp6", port, listening));
  }

  private Connections connections(String path, int port, IntPredicate listening) {
    try (BufferedReader text =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream(proc.file(path)), StandardCharsets.US_ASCII))) {
      return NetTcp.count(text, port, listening);
    } catch (IOException e) {
      return Connections.UNKNOWN;
    }
  }

  /** {@code run-time run-delay slices}, the first two in nanoseconds (kernel/sched/stats.h). */
  static long schedstatFigure(byte[] text, int length, int index) {
    String[] figures =
        new String(text, 0, Math.max(0, length), StandardCharsets.US_ASCII).trim().split(" ", -1);
    try {
      // A kernel that does not keep these says 0 to all.
      boolean kept = figures.length > 1 && !figures[0].equals("0");
      return kept ? Long.parseLong(figures[index]) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The soft one: {@code Max open files 1024 4096 files}; -1 where there is none. */
  static long descriptorLimit(String limits) {
    int at = limits.indexOf("Max open files");
    if (at < 0) {
      return -1;
    }
    String[] columns = limits.substring(at + "Max open files".length()).trim().split("\\s+", 2);
    try {
      return Long.parseLong(columns[0]);
    } catch (NumberFormatException unlimited) {
      return -1;
    }
  }
}
