package io.acceptlag.probes;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.probes.libc.LibC;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Opens a file so that nobody else may read it, and so that a link in its place is not followed.
 * The JDK can do neither without java.nio.file, which only the application may initialise.
 */
public final class PrivateFiles {
  // include/uapi/asm-generic/fcntl.h
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int O_NOCTTY = 0400;
  private static final int O_APPEND = 02000;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;

  /** The values of x86 and most others, and of ARM. Each means O_LARGEFILE to the other. */
  private static final int O_NOFOLLOW = 0400000 | 0100000;

  private static final int OWNER_ONLY = 0600;

  private final @Nullable LibC libc;

  /**
   * @param libc null where native calls cannot be had
   */
  PrivateFiles(@Nullable LibC libc) {
    this.libc = libc;
  }

  /** The file itself, not what a symbolic link in its place points to; made if it is not there. */
  public FileOutputStream append(File file) throws IOException {
    return open(file, O_WRONLY | O_CREAT | O_APPEND, opened -> new FileOutputStream(opened, true));
  }

  /** The same, for reading and for writing at any position. */
  public RandomAccessFile write(File file) throws IOException {
    return open(file, O_RDWR | O_CREAT, opened -> new RandomAccessFile(opened, "rw"));
  }

  private <T> T open(File file, int flags, Opener<T> opener) throws IOException {
    if (libc == null) {
      throw new IOException(
          "to open it without following a symbolic link takes native calls, which cannot be had");
    }
    int fd =
        libc.open(
            pathOf(file, libc), flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW, OWNER_ONLY);
    if (fd < 0) {
      throw new IOException(reason(-fd));
    }
    try {
      // This leads to the open file, whatever is at its path by now.
      File opened = new File("/proc/self/fd/" + fd);
      if (!opened.isFile()) {
        throw new IOException(
            opened.exists() ? "it is not a regular file" : "/proc/self/fd cannot be read");
      }
      if (!narrow(opened)) {
        throw new IOException("it is another user's");
      }
      return opener.open(opened);
    } finally {
      libc.close(fd);
    }
  }

  /**
   * A file that was there already may be open to others. Each call is a chmod(2), which only its
   * owner may do.
   */
  private static boolean narrow(File opened) {
    return opened.setReadable(false, false)
        && opened.setReadable(true, true)
        && opened.setWritable(false, false)
        && opened.setWritable(true, true)
        && opened.setExecutable(false, false);
  }

  /** How the JDK opens the file again. */
  private interface Opener<T> {
    T open(File opened) throws IOException;
  }

  /** The address of the path. The memory is never freed, because a process opens few such files. */
  private static long pathOf(File file, LibC libc) {
    byte[] bytes = file.getPath().getBytes(charset());
    ByteBuffer memory = libc.allocate(bytes.length + 1);
    // Taken before writing: one of the bindings gives the address of the buffer's position.
    long address = libc.addressOf(memory);
    memory.put(bytes).put((byte) 0);
    return address;
  }

  /** The charset by which the JVM has read the path from its command line. */
  private static Charset charset() {
    String name = System.getProperty("sun.jnu.encoding", "");
    return !name.isEmpty() && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.defaultCharset();
  }

  private static String reason(int errno) {
    switch (errno) {
      case Errno.ELOOP:
        return "it is a symbolic link, and none is followed";
      case Errno.EISDIR:
        return "it is a folder";
      case Errno.ENXIO:
        return "it is not a regular file";
      default:
        return "open(2) fails with " + Errno.name(errno);
    }
  }
}
