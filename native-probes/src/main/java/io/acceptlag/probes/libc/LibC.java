package io.acceptlag.probes.libc;

import java.nio.ByteBuffer;

/**
 * The calls we make, with addresses as numbers so that neither binding wraps or boxes anything. All
 * return 0 or their result, or a negative number on failure: {@code -errno} where stated.
 */
public interface LibC {
  /**
   * getsockopt(2), or {@code -errno}; {@code length} is the address of an int, read and written.
   */
  int getsockopt(int fd, int level, int option, long value, long length);

  /** getsockname(2). */
  int getsockname(int fd, long address, long length);

  /** getpeername(2). */
  int getpeername(int fd, long address, long length);

  /** clock_getres(2); {@code timespec} is the address of two longs. */
  int clockGetres(int clock, long timespec);

  /** ioctl(2) whose argument is an address; 0 if it succeeded. */
  int ioctl(int fd, long request, long address);

  /** socket(2): the descriptor, or {@code -errno}. */
  int socket(int domain, int type, int protocol);

  /** send(2): how many bytes were sent, or {@code -errno}. */
  long send(int fd, long buffer, long length, int flags);

  /** recv(2): how many bytes came, or {@code -errno}. */
  long recv(int fd, long buffer, long length, int flags);

  /**
   * open(2): the descriptor, or {@code -errno}; {@code path} is the address of a text ended by a
   * zero.
   */
  int open(long path, int flags, int mode);

  /** readlink(2): the length of the target, which is not ended by a zero, or a negative number. */
  long readlink(long path, long buffer, long size);

  /** close(2). */
  int close(int fd);

  /**
   * Memory outside the heap that is never freed, in native byte order. It does not count against
   * the application's {@code -XX:MaxDirectMemorySize}.
   */
  ByteBuffer allocate(int bytes);

  /** Where a direct buffer's memory begins. */
  long addressOf(ByteBuffer direct);

  /** What the start line calls this binding. */
  String name();
}
