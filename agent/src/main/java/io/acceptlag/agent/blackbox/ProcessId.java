package io.acceptlag.agent.blackbox;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Identifies a process by its pid and its start time, as in {@code 4711:88123456}. */
final class ProcessId {
  /** A field after the name, which ends with the last parenthesis (proc_pid_stat(5)). */
  private static final int START_TIME = 20;

  private ProcessId() {}

  /** The id of this process; empty if it cannot be read. */
  static String own() {
    return of("self");
  }

  /** Empty if there is no such process. */
  static String of(String pid) {
    byte[] bytes = new byte[1024];
    try (InputStream in = new FileInputStream("/proc/" + pid + "/stat")) {
      int length = Math.max(0, in.read(bytes));
      String stat = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
      return fields.length > START_TIME
          ? stat.substring(0, stat.indexOf(' ')) + ":" + fields[START_TIME]
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  static String pidOf(String process) {
    return process.substring(0, Math.max(0, process.indexOf(':')));
  }

  /** Whether it is still running. */
  static boolean isAlive(String process) {
    return !process.isEmpty() && process.equals(of(pidOf(process)));
  }
}
