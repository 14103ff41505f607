package io.acceptlag.probes.procfs;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file of the kernel's that is read again and again, and kept open: it can be read still when the
 * process has no descriptor left, which is when it matters, and costs less. It must be one that the
 * kernel writes in one go (single_open of fs/seq_file.c), so that what is less than was asked for
 * is all there is. For one thread.
 */
final class KeptFile {
  private final File path;
  private @Nullable RandomAccessFile file;
  private byte[] text = new byte[4096];

  KeptFile(File path) {
    this.path = path;
  }

  /** Returns how many bytes {@link #text} has now; -1 where it cannot be read. */
  int read() {
    try {
      RandomAccessFile open = file;
      if (open == null) {
        open = new RandomAccessFile(path, "r");
        file = open;
      }
      open.seek(0);
      int length = Math.max(0, open.read(text));
      while (length == text.length) {
        text = Arrays.copyOf(text, 2 * text.length);
        length += Math.max(0, open.read(text, length, text.length - length));
      }
      return length;
    } catch (IOException e) {
      return -1;
    }
  }

  byte[] text() {
    return text;
  }
}
