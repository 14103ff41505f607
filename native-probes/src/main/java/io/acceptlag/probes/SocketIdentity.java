package io.acceptlag.probes;

import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;

/** What tells a socket from every other one: its cookie, or its inode before Linux 4.12. */
final class SocketIdentity {
  private static final String FOLDER = "/proc/self/fd/";
  private static final String SOCKET = "socket:[";

  /** Where the link's target goes in the scratch memory: behind the path. */
  private static final int TARGET = 64;

  private static final int TARGET_SIZE = 64;

  private SocketIdentity() {}

  /** 0 if the descriptor is no socket. */
  static long of(LibC libc, int fd, Scratch scratch) {
    long cookie = SocketOptions.cookie(libc, fd, scratch);
    return cookie != 0 ? cookie : inode(libc, fd, scratch);
  }

  /**
   * Read by readlink(2). The JDK's only way to it is java.nio.file, which only the application may
   * initialise.
   */
  static long inode(LibC libc, int fd, Scratch scratch) {
    ByteBuffer memory = scratch.memory;
    int end = Scratch.VALUE;
    for (int i = 0; i < FOLDER.length(); i++) {
      memory.put(end++, (byte) FOLDER.charAt(i));
    }
    String number = Integer.toString(fd);
    for (int i = 0; i < number.length(); i++) {
      memory.put(end++, (byte) number.charAt(i));
    }
    memory.put(end, (byte) 0);
    long length = libc.readlink(scratch.valueAddress, scratch.valueAddress + TARGET, TARGET_SIZE);
    return inodeIn(memory, Scratch.VALUE + TARGET, (int) length);
  }

  /** Of {@code socket:[4711]}. */
  private static long inodeIn(ByteBuffer memory, int start, int length) {
    if (length <= SOCKET.length()) {
      return 0;
    }
    for (int i = 0; i < SOCKET.length(); i++) {
      if (memory.get(start + i) != SOCKET.charAt(i)) {
        return 0;
      }
    }
    long inode = 0;
    for (int i = SOCKET.length(); i < length - 1; i++) {
      inode = 10 * inode + memory.get(start + i) - '0';
    }
    return inode;
  }
}
