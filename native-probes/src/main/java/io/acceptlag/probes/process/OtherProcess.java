package io.acceptlag.probes.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What /proc says about a process. Reading it does not affect the process; what may not be read is
 * unknown.
 */
public final class OtherProcess {
  private static final int LINES_MAX = 100_000;
  private static final String SOCKET = "socket:[";

  private final long pid;
  private final Path folder;

  public OtherProcess(long pid) {
    this(pid, Paths.get("/proc"));
  }

  OtherProcess(long pid, Path procRoot) {
    this.pid = pid;
    folder = procRoot.resolve(Long.toString(pid));
  }

  /** All processes that /proc shows, by pid. */
  public static List<OtherProcess> all() {
    Set<Long> pids = new TreeSet<>();
    for (String name : namesIn(Paths.get("/proc"))) {
      if (name.matches("[1-9]\\d{0,8}")) {
        pids.add(Long.valueOf(name));
      }
    }
    List<OtherProcess> all = new ArrayList<>();
    pids.forEach(pid -> all.add(new OtherProcess(pid)));
    return all;
  }

  /** The process that asks. */
  public static OtherProcess self() {
    try {
      return new OtherProcess(
          Long.parseLong(Paths.get("/proc/self").toRealPath().getFileName().toString()));
    } catch (IOException | NumberFormatException e) {
      return new OtherProcess(0);
    }
  }

  public long pid() {
    return pid;
  }

  public Path folder() {
    return folder;
  }

  public boolean exists() {
    return !status("Pid").isEmpty();
  }

  /** Whether it has ended, and its parent has not asked how (a zombie). */
  public boolean isDead() {
    return status("State").startsWith("Z") || status("State").startsWith("X");
  }

  /** The words of its command line; empty for a kernel thread or a process that has ended. */
  public List<String> commandLine() {
    return zeroEnded("cmdline");
  }

  /** {@code NAME=value} each; none where it may not be read. */
  public List<String> environment() {
    return zeroEnded("environ");
  }

  /** Its effective user; -1 where it is not known. */
  public int uid() {
    return column(status("Uid"), 1);
  }

  public int gid() {
    return column(status("Gid"), 1);
  }

  /** Its pid in the innermost pid namespace; before Linux 4.1 its pid in ours. */
  public long innerPid() {
    String[] pids = status("NSpid").split("\\s+", -1);
    String last = pids[pids.length - 1];
    return last.isEmpty() ? pid : Long.parseLong(last);
  }

  /** Whether it handles that signal, which would otherwise end it. */
  public boolean catches(int signal) {
    String mask = status("SigCgt");
    return !mask.isEmpty() && (Long.parseUnsignedLong(mask, 16) >>> (signal - 1) & 1) == 1;
  }

  /** The names of its threads, cut to 15 characters. */
  public Set<String> threadNames() {
    Set<String> names = new HashSet<>();
    for (String thread : namesIn(folder.resolve("task"))) {
      names.add(text("task/" + thread + "/comm").trim());
    }
    return names;
  }

  /** Where a link in its folder points to; null where that may not be read. */
  public @Nullable String link(String name) {
    try {
      return Files.readSymbolicLink(folder.resolve(name)).toString();
    } catch (IOException | SecurityException e) {
      return null;
    }
  }

  /** A file of its folder as text; empty where it may not be read. */
  public String text(String name) {
    try {
      return new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The inodes of its sockets; null where its descriptors may not be seen. */
  public @Nullable Set<Long> socketInodes() {
    Set<Long> inodes = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = link("fd/" + descriptor.getFileName());
        if (target == null && inodes.isEmpty() && link("exe") == null) {
          return null;
        }
        if (target != null && target.startsWith(SOCKET)) {
          inodes.add(Long.valueOf(target.substring(SOCKET.length(), target.length() - 1)));
        }
      }
      return inodes;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Open descriptors; -1 where they may not be seen. */
  public int descriptors() {
    return link("exe") == null ? -1 : namesIn(folder.resolve("fd")).size();
  }

  /** A file mapped into it that has one of these names; null if none is there or may be seen. */
  public @Nullable String mapped(String... names) {
    List<String> wanted = Arrays.asList(names);
    try (BufferedReader maps =
        Files.newBufferedReader(folder.resolve("maps"), StandardCharsets.ISO_8859_1)) {
      String line = maps.readLine();
      for (int i = 0; line != null && i < LINES_MAX; i++) {
        int slash = line.indexOf('/');
        // An update of the JDK has taken the file away.
        String path = slash < 0 ? "" : line.substring(slash).replace(" (deleted)", "");
        if (wanted.contains(path.substring(path.lastIndexOf('/') + 1))) {
          return path;
        }
        line = maps.readLine();
      }
    } catch (IOException e) {
      // Another user's, or it has just ended.
    }
    return null;
  }

  private String status(String key) {
    for (String line : text("status").split("\n", -1)) {
      if (line.startsWith(key + ":")) {
        return line.substring(key.length() + 1).trim();
      }
    }
    return "";
  }

  private List<String> zeroEnded(String name) {
    String text = text(name);
    int end = text.endsWith("\0") ? text.length() - 1 : text.length();
    return text.isEmpty()
        ? Collections.<String>emptyList()
        : Arrays.asList(text.substring(0, end).split("\0", -1));
  }

  private static int column(String columns, int index) {
    String[] all = columns.split("\\s+", -1);
    // A uid may be 2^32 - 2.
    return index < all.length ? Integer.parseUnsignedInt(all[index]) : -1;
  }

  private static List<String> namesIn(Path folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    } catch (IOException | RuntimeException e) {
      // It may have ended meanwhile.
    }
    return names;
  }
}
