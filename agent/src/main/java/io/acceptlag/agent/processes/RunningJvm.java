package io.acceptlag.agent.processes;

import io.acceptlag.probes.process.ListenerRow;
import io.acceptlag.probes.process.NamespaceListeners;
import io.acceptlag.probes.process.OtherProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A JVM of this host, as /proc shows it, without affecting it. */
public final class RunningJvm {
  /** The name of a thread of the agent, by which it can be recognised without asking the JVM. */
  private static final String AGENT_THREAD = "acceptlag";

  private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"([^\"]{1,40})\"");
  private static final Pattern LIBRARY_FOLDER = Pattern.compile("(/.*?)(/jre)?/lib/(?:(?!lib/).)*");
  private static final long RELEASE_BYTES_MAX = 100_000;

  private final OtherProcess process;
  private final JavaCommandLine commandLine;
  private final @Nullable String library;

  private RunningJvm(OtherProcess process, @Nullable String library) {
    this.process = process;
    this.library = library;
    commandLine = new JavaCommandLine(process.commandLine());
  }

  /** Null if that process is no JVM, as far as can be seen. */
  public static @Nullable RunningJvm of(OtherProcess process) {
    List<String> words = process.commandLine();
    if (words.isEmpty()) {
      return null;
    }
    String library = process.mapped("libjvm.so", "libj9vm29.so");
    // Another user's process shows only its command line.
    boolean saysSo = JavaCommandLine.file(words.get(0)).equals("java");
    boolean hidden = process.link("exe") == null;
    return library != null || (saysSo && hidden) ? new RunningJvm(process, library) : null;
  }

  /** All JVMs except this one. */
  public static List<RunningJvm> all() {
    long own = OtherProcess.self().pid();
    List<RunningJvm> all = new ArrayList<>();
    for (OtherProcess process : OtherProcess.all()) {
      RunningJvm jvm = process.pid() == own ? null : of(process);
      if (jvm != null) {
        all.add(jvm);
      }
    }
    return all;
  }

  public OtherProcess process() {
    return process;
  }

  public long pid() {
    return process.pid();
  }

  public JavaCommandLine commandLine() {
    return commandLine;
  }

  public String main() {
    return commandLine.main();
  }

  /** Whether more is known than its command line: it belongs to our user, or we are root. */
  public boolean isVisible() {
    return library != null;
  }

  public boolean isHotSpot() {
    return library != null && library.endsWith("/libjvm.so") && !library.contains("/j9vm/");
  }

  /** From its file "release"; null if there is none. */
  public @Nullable String jdk() {
    String release = release();
    // Debian's Java 8 has no such file; only it and older ones have a folder for the processor.
    return release == null && library != null && library.matches(".*/lib/[^/]+/[^/]+/libjvm.so")
        ? "8"
        : release;
  }

  private @Nullable String release() {
    String from = library;
    Matcher home = from == null ? null : LIBRARY_FOLDER.matcher(from);
    if (home == null || !home.matches()) {
      return null;
    }
    Path file = process.folder().resolve("root" + home.group(1) + "/release");
    try {
      // A container's own file may be anything.
      if (!Files.isRegularFile(file) || Files.size(file) > RELEASE_BYTES_MAX) {
        return null;
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      Matcher release = RELEASE.matcher(text);
      return release.find() ? release.group(1) : null;
    } catch (IOException e) {
      return null;
    }
  }

  public @Nullable String container() {
    OtherProcess self = OtherProcess.self();
    boolean elsewhere = isElsewhere(self, "ns/mnt") || isElsewhere(self, "ns/pid");
    return ContainerName.of(process.text("cgroup"), elsewhere);
  }

  private boolean isElsewhere(OtherProcess self, String namespace) {
    String link = process.link(namespace);
    return link != null && !link.equals(self.link(namespace));
  }

  public boolean hasAgent() {
    return process.threadNames().contains(AGENT_THREAD);
  }

  /** Its listeners, ordered by port. */
  public List<ListenerRow> listeners(NamespaceListeners namespaces) {
    Set<Long> inodes = process.socketInodes();
    List<ListenerRow> own = new ArrayList<>();
    for (ListenerRow each : namespaces.around(process)) {
      if (inodes != null && inodes.contains(each.inode)) {
        own.add(each);
      }
    }
    own.sort(
        Comparator.<ListenerRow>comparingInt(each -> each.address.port())
            .thenComparing(each -> each.address.host()));
    return own;
  }
}
