package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.Losses;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files of /proc; what cannot be read is unknown. For the sampler's thread, except where stated.
 */
public final class Proc {
  private static final Pattern SOCKSTAT_TCP =
      Pattern.compile("TCP: inuse (\\d{1,9}) .*?\\btw (\\d{1,9})");
  private static final Pattern SOCKSTAT_TCP6 = Pattern.compile("TCP6: inuse (\\d{1,9})");

  private static final Pattern FDINFO_INODE = Pattern.compile("(?m)^ino:\\s*(\\d{1,18})$");

  private final File root;
  private final BooleanSupplier isFileSystemInUse;
  private final KeptFile netstat;
  private final Netstat parser = new Netstat();
  private byte[] text = new byte[16 * 1024];

  /**
   * @param root /proc, or a copy of it
   */
  public Proc(File root) {
    this(root, () -> true);
  }

  /**
   * @param isFileSystemInUse whether the application has initialised java.nio.file
   */
  public Proc(File root, BooleanSupplier isFileSystemInUse) {
    this.root = root;
    this.isFileSystemInUse = isFileSystemInUse;
    netstat = KeptFile.open(file("self/net/netstat"));
  }

  /** Closes what it keeps open. */
  public void close() {
    netstat.close();
  }

  public NamespaceCounters counters() {
    int length = netstat.read();
    return length < 0 ? NamespaceCounters.UNKNOWN : parser.parse(netstat.text(), length);
  }

  /** What was lost for reasons other than listeners and applications. */
  public Losses losses() {
    int length = netstat.read();
    return LossFiles.parse(
        length < 0 ? "" : new String(netstat.text(), 0, length, StandardCharsets.US_ASCII),
        text("self/net/stat/nf_conntrack"),
        text("sys/net/netfilter/nf_conntrack_count"));
  }

  /** Whether there is any list of listeners at all. */
  public boolean canReadListeners() {
    return file("self/net/tcp").canRead() || file("self/net/tcp6").canRead();
  }

  /** As {@code uname -r}; empty where it cannot be read. */
  public String kernelRelease() {
    return text("sys/kernel/osrelease").trim();
  }

  public KernelSettings settings() {
    Map<KernelSetting, String> texts = new EnumMap<>(KernelSetting.class);
    for (KernelSetting setting : KernelSetting.values()) {
      String value = lineOf(setting.path());
      if (value != null) {
        texts.put(setting, value.trim());
      }
    }
    return new KernelSettings(texts);
  }

  /**
   * One setting, on any thread; {@link KernelSettings#UNKNOWN} if it cannot be read or is no
   * number.
   */
  public int number(KernelSetting setting) {
    String text = shortText(setting.path()).trim();
    return new KernelSettings(Collections.singletonMap(setting, text)).number(setting);
  }

  /**
   * TCP sockets of the network namespace, those in TIME_WAIT included; -1 where they cannot be
   * read. The sockets of the JDK are of IPv6, whatever they connect to; those in TIME_WAIT are
   * counted together.
   */
  public long tcpConnections() {
    // TCP: inuse 5 orphan 0 tw 3 alloc 7 mem 1
    Matcher tcp = SOCKSTAT_TCP.matcher(text("self/net/sockstat"));
    if (!tcp.find()) {
      return -1;
    }
    Matcher tcp6 = SOCKSTAT_TCP6.matcher(text("self/net/sockstat6"));
    return Long.parseLong(tcp.group(1))
        + Long.parseLong(tcp.group(2))
        + (tcp6.find() ? Long.parseLong(tcp6.group(1)) : 0);
  }

  /**
   * The inode of the socket behind one of this process's descriptors; 0 if none. On any thread. The
   * link in self/fd has it, but only java.nio.file reads links, and only the application may
   * initialise that. So it is read from fdinfo, which has it from Linux 5.14 on.
   */
  public long socketInode(int fd) {
    File link = file("self/fd/" + fd);
    // Sockets and pipes number their inodes by one counter, but a file may have the same inode.
    if (link.isFile() || link.isDirectory()) {
      return 0;
    }
    Matcher inode = FDINFO_INODE.matcher(shortText("self/fdinfo/" + fd));
    if (inode.find()) {
      return Long.parseLong(inode.group(1));
    }
    return isFileSystemInUse.getAsBoolean() ? LinkedInode.of(link) : 0;
  }

  /** The open descriptors of this process that pass the test; empty if they cannot be listed. */
  public int[] descriptorsWhere(IntPredicate test) {
    String[] names = file("self/fd").list();
    int[] found = new int[names == null ? 0 : names.length];
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      int fd = Integer.parseInt(names[i]);
      if (test.test(fd)) {
        found[count++] = fd;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** The pid of this process in the pid namespace that /proc shows; -1 if it cannot be read. */
  public long pid() {
    String stat = shortText("self/stat");
    int blank = stat.indexOf(' ');
    return blank < 0 ? -1 : number(stat.substring(0, blank));
  }

  /** Of all processes that /proc shows. */
  public long[] pids() {
    String[] names = root.list();
    long[] pids = new long[names == null ? 0 : names.length];
    int count = 0;
    for (int i = 0; i < pids.length; i++) {
      long pid = number(names[i]);
      if (pid > 0) {
        pids[count++] = pid;
      }
    }
    return Arrays.copyOf(pids, count);
  }

  /** The names of its descriptors; empty if they cannot be listed, for example another user's. */
  public String[] descriptorsOf(long pid) {
    String[] names = file(pid + "/fd").list();
    return names == null ? new String[0] : names;
  }

  /** As the kernel has it; empty where it cannot be read. */
  public String nameOf(long pid) {
    return shortText(pid + "/comm").trim();
  }

  private static long number(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
    }
    return text.isEmpty() ? -1 : Long.parseLong(text);
  }

  /** -1 where they cannot be listed. */
  int countDescriptors() {
    String[] names = file("self/fd").list();
    return names == null ? -1 : names.length;
  }

  /** Why no file can be opened, in the words of the C library; empty if one can. */
  String whyNoneOpens() {
    try {
      new FileInputStream(file("sys/fs/file-nr")).close();
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** What the kernel says about one of this process's descriptors; empty if it says nothing. */
  String descriptorInfo(int fd) {
    return text("self/fdinfo/" + fd);
  }

  private String shortText(String path) {
    byte[] bytes = new byte[256];
    try (InputStream in = new FileInputStream(file(path))) {
      int length = in.read(bytes);
      return new String(bytes, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  /** Null if it cannot be read. An empty list, such as of reserved ports, is an empty line. */
  private @Nullable String lineOf(String path) {
    String text = text(path);
    return text.isEmpty() ? null : text;
  }

  /** A short file as text; empty where it cannot be read. */
  String text(String path) {
    try {
      return new String(text, 0, read(path), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  File file(String path) {
    return new File(root, path);
  }

  private int read(String path) throws IOException {
    try (InputStream in = new FileInputStream(file(path))) {
      int length = 0;
      for (int n = in.read(text); n >= 0; n = in.read(text, length, text.length - length)) {
        length += n;
        if (length == text.length) {
          text = Arrays.copyOf(text, 2 * text.length);
        }
      }
      return length;
    }
  }
}
