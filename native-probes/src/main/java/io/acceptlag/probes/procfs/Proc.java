package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.NamespaceCounters;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Files of /proc; what cannot be read is unknown. */
public final class Proc {
  private final File root;
  private final KeptFile netstat;
  private byte[] text = new byte[16 * 1024];

  /**
   * @param root /proc, or a copy of it
   */
  public Proc(File root) {
    this.root = root;
    netstat = new KeptFile(file("self/net/netstat"));
  }

  public NamespaceCounters counters() {
    int length = netstat.read();
    return length < 0 ? NamespaceCounters.UNKNOWN : Netstat.parse(netstat.text(), length);
  }

  /** Whether there is any list of listeners at all. */
  public boolean canReadListeners() {
    return file("self/net/tcp").canRead() || file("self/net/tcp6").canRead();
  }

  /** -1 where it cannot be read. */
  public int somaxconn() {
    try {
      int length = read("sys/net/core/somaxconn");
      return Integer.parseInt(new String(text, 0, length, StandardCharsets.US_ASCII).trim());
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  /** The inode of the socket that one of this process's descriptors stands for; 0 if none. */
  public long socketInode(int fd) {
    try {
      String target =
          Files.readSymbolicLink(Paths.get(root.getPath(), "self", "fd", Integer.toString(fd)))
              .toString();
      return target.startsWith("socket:[")
          ? Long.parseLong(target.substring("socket:[".length(), target.length() - 1))
          : 0;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** This process's open descriptors that the test holds for; none where they cannot be listed. */
  public int[] descriptorsWhere(IntPredicate test) {
    String[] names = file("self/fd").list();
    return names == null
        ? new int[0]
        : Arrays.stream(names).mapToInt(Integer::parseInt).filter(test).toArray();
  }

  /** -1 where they cannot be listed. */
  int countDescriptors() {
    String[] names = file("self/fd").list();
    return names == null ? -1 : names.length;
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
