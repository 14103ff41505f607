package io.acceptlag.probes.procfs;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file of the kernel that is read again and again. A file that matters when no descriptor is left
 * is kept open. Others are opened for each reading, because each open one takes a descriptor from
 * the application. The kernel must write it in one go (single_open of fs/seq_file.c), so that a
 * short read is the whole text. For one thread.
 */
final class KeptFile {
  private final File path;
  private final boolean open;
  private @Nullable RandomAccessFile file;
  private byte[] text = new byte[4096];

  private KeptFile(File path, boolean open) {
    this.path = path;
    this.open = open;
  }

  static KeptFile open(File path) {
    return new KeptFile(path, true);
  }

  static KeptFile closed(File path) {
    return new KeptFile(path, false);
  }

  /** Returns how many bytes {@link #text} has now; -1 if it cannot be read. */
  int read() {
    try {
      RandomAccessFile reading = file == null ? new RandomAccessFile(path, "r") : file;
      if (open) {
        file = reading;
        return readFrom(reading);
      }
      try (RandomAccessFile closing = reading) {
        return readFrom(closing);
      }
    } catch (IOException e) {
      return -1;
    }
  }

  private int readFrom(RandomAccessFile reading) throws IOException {
    reading.seek(0);
    int length = Math.max(0, reading.read(text));
    while (length == text.length) {
      text = Arrays.copyOf(text, 2 * text.length);
      length += Math.max(0, reading.read(text, length, text.length - length));
    }
    return length;
  }

  /** Needed on Java 8, where nothing else would close it. */
  void close() {
    RandomAccessFile closing = file;
    file = null;
    try {
      if (closing != null) {
        closing.close();
      }
    } catch (IOException e) {
      // It was only read.
    }
  }

  byte[] text() {
    return text;
  }
}
