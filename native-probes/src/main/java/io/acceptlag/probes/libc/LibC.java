package io.acceptlag.probes.libc;

import java.nio.ByteBuffer;

/**
 * The calls we make, with addresses as numbers so that neither binding wraps or boxes anything. All
 * return 0, or a negative number on failure; that of getsockopt is {@code -errno}.
 */
public interface LibC {
  /** getsockopt(2); {@code length} is the address of an int, read and written. */
  int getsockopt(int fd, int level, int option, long value, long length);

  /** getsockname(2). */
  int getsockname(int fd, long address, long length);

  /** getpeername(2). */
  int getpeername(int fd, long address, long length);

  /** clock_getres(2); {@code timespec} is the address of two longs. */
  int clockGetres(int clock, long timespec);

  /** Where a direct buffer's memory begins. */
  long addressOf(ByteBuffer direct);

  /** What the start line calls this binding. */
  String name();
}
