package io.acceptlag.agent.report;

import io.acceptlag.core.text.ForeignText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;

/** Another process of this host, as /proc shows it to anybody. */
final class JvmProcess {
  private static final String OWN_THREAD = "acceptlag";

  private final String pid;
  private final Path proc;

  private JvmProcess(String pid) {
    this.pid = pid;
    proc = Paths.get("/proc", pid);
  }

  /** One that runs the agent, and that this user may ask. */
  static JvmProcess askable(String pid) throws RefusedException {
    JvmProcess process = new JvmProcess(pid);
    if (!Files.isDirectory(process.proc)) {
      throw new RefusedException("there is no process " + pid);
    }
    if (!process.runsAgent()) {
      throw new RefusedException(
          "process "
              + pid
              + " ("
              + process.name()
              + ") runs no acceptlag; start it with -javaagent:acceptlag.jar");
    }
    long uid = process.uid();
    long own = new JvmProcess("self").uid();
    if (own != 0 && uid >= 0 && uid != own) {
      throw new RefusedException(
          "process " + pid + " belongs to user " + uid + ": ask as that user, or as root");
    }
    return process;
  }

  boolean isAlive() {
    return Files.isDirectory(proc);
  }

  /** By the name of the thread that polls. Where threads cannot be listed, it may. */
  private boolean runsAgent() {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc.resolve("task"))) {
      for (Path thread : threads) {
        if (text(thread.resolve("comm")).trim().equals(OWN_THREAD)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String name() {
    return ForeignText.name(text(proc.resolve("comm")).trim());
  }

  /** The effective user; -1 where it cannot be read. */
  long uid() {
    String[] ids = field("Uid:").split("\\s+", -1);
    return ids.length > 1 ? Long.parseLong(ids[1]) : -1;
  }

  long gid() {
    String[] ids = field("Gid:").split("\\s+", -1);
    return ids.length > 1 ? Long.parseLong(ids[1]) : -1;
  }

  /** Whether a file belongs to its user. */
  boolean isOwnerOf(Path file) throws IOException {
    Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return owner instanceof Integer && (Integer) owner == uid();
  }

  /** As the process itself knows it, in its own namespace. */
  String ownPid() {
    String[] ids = field("NSpid:").split("\\s+", -1);
    return ids[ids.length - 1].isEmpty() ? pid : ids[ids.length - 1];
  }

  /** A path of that process, as we see it. */
  Path path(String path) {
    Path ours = Paths.get(path);
    Path theirs = proc.resolve("root").resolve(path.substring(1));
    try {
      Path own = Files.readSymbolicLink(Paths.get("/proc/self/ns/mnt"));
      return own.equals(Files.readSymbolicLink(proc.resolve("ns/mnt"))) ? ours : theirs;
    } catch (IOException e) {
      return ours;
    }
  }

  private String field(String key) {
    for (String line : text(proc.resolve("status")).split("\n", -1)) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).trim();
      }
    }
    return "";
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
