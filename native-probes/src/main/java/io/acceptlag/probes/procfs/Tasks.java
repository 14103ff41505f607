package io.acceptlag.probes.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.acceptlag.core.evidence.Readiness;

/** The threads of this process, as the kernel's scheduler has them. For the sampler's thread. */
public final class Tasks {
  private static final int MAX = 1_000;
  private static final String FOLDER = "self/task/";

  private final Proc proc;

  public Tasks(Proc proc) {
    this.proc = proc;
  }

  /**
   * The id of the one thread that has run for exactly so long; 0 if there is none, or more than
   * one, or if there are more than a thousand threads.
   *
   * @param nanos as the clock of the thread tells (CLOCK_THREAD_CPUTIME_ID). While the thread does
   *     not run, it is what schedstat has: the kernel reads sum_exec_runtime for both
   */
  public int havingRun(long nanos) {
    String[] ids = proc.file(FOLDER).list();
    if (ids == null || ids.length > MAX) {
      return 0;
    }
    int found = 0;
    for (String id : ids) {
      if (ranNanos(proc.text(FOLDER + id + "/schedstat")) == nanos) {
        if (found != 0) {
          return 0;
        }
        found = Integer.parseInt(id);
      }
    }
    return found;
  }

  /** Unknown if it has ended. */
  public Readiness readiness(int id) {
    return readiness(proc.text(FOLDER + id + "/stat"));
  }

  private static long ranNanos(String schedstat) {
    int end = schedstat.indexOf(' ');
    return end <= 0 ? -1 : Figures.at(schedstat.getBytes(US_ASCII), 0, end);
  }

  /**
   * @param stat {@code id (name) state …}, where the name may hold blanks and brackets (proc(5))
   */
  static Readiness readiness(String stat) {
    int state = stat.lastIndexOf(") ") + 2;
    return state < 2 || state >= stat.length()
        ? Readiness.UNKNOWN
        : stat.charAt(state) == 'R' ? Readiness.READY : Readiness.ASLEEP;
  }
}
