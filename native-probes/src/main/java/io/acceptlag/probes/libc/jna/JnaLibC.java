package io.acceptlag.probes.libc.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Uses direct mapping with primitives, which costs half as much as interface mapping and allocates
 * nothing.
 */
public final class JnaLibC implements LibC {
  /**
   * @throws UnsatisfiedLinkError if JNA's library cannot be unpacked, as on a noexec or read-only
   *     disk
   */
  public JnaLibC() {
    JnaLibrary.load();
    Calls.bind();
  }

  /**
   * Frees what JNA has bound. JNA refers to it from outside the heap, which would keep our class
   * loader. Call it when no thread is in a call or will be.
   */
  public void unbind() {
    Native.unregister(Calls.class);
  }

  @Override
  public int getsockopt(int fd, int level, int option, long value, long length) {
    return Calls.getsockopt(fd, level, option, value, length) == 0 ? 0 : -Native.getLastError();
  }

  @Override
  public int getsockname(int fd, long address, long length) {
    return Calls.getsockname(fd, address, length) == 0 ? 0 : -Native.getLastError();
  }

  @Override
  public int getpeername(int fd, long address, long length) {
    return Calls.getpeername(fd, address, length) == 0 ? 0 : -Native.getLastError();
  }

  @Override
  public int clockGetres(int clock, long timespec) {
    return Calls.clock_getres(clock, timespec) == 0 ? 0 : -Native.getLastError();
  }

  @Override
  public int ioctl(int fd, long request, long address) {
    return Calls.ioctl(fd, request, address) == 0 ? 0 : -Native.getLastError();
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    int fd = Calls.socket(domain, type, protocol);
    return fd >= 0 ? fd : -Native.getLastError();
  }

  @Override
  public long send(int fd, long buffer, long length, int flags) {
    long sent = Calls.send(fd, buffer, length, flags);
    return sent >= 0 ? sent : -Native.getLastError();
  }

  @Override
  public long recv(int fd, long buffer, long length, int flags) {
    long received = Calls.recv(fd, buffer, length, flags);
    return received >= 0 ? received : -Native.getLastError();
  }

  @Override
  public int open(long path, int flags, int mode) {
    int fd = Calls.open(path, flags, mode);
    return fd >= 0 ? fd : -Native.getLastError();
  }

  @Override
  public long readlink(long path, long buffer, long size) {
    long length = Calls.readlink(path, buffer, size);
    return length >= 0 ? length : -Native.getLastError();
  }

  @Override
  public int close(int fd) {
    return Calls.close(fd) == 0 ? 0 : -Native.getLastError();
  }

  @Override
  public ByteBuffer allocate(int bytes) {
    // Not JNA's Memory, which starts a thread to free it.
    long address = Native.malloc(bytes);
    if (address == 0) {
      throw new OutOfMemoryError("malloc");
    }
    return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public long addressOf(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  @Override
  public String name() {
    return "jna";
  }

  /** Pointers are passed as 64-bit numbers: see {@link JnaLibrary#load}. */
  private static final class Calls {
    static void bind() {
      Native.register(Calls.class, NativeLibrary.getInstance("c"));
    }

    static native int getsockopt(int fd, int level, int option, long value, long length);

    static native int getsockname(int fd, long address, long length);

    static native int getpeername(int fd, long address, long length);

    static native int clock_getres(int clock, long timespec);

    /** Takes whatever the request says, by the same registers, as {@link #open} does. */
    static native int ioctl(int fd, long request, long address);

    static native int socket(int domain, int type, int protocol);

    static native long send(int fd, long buffer, long length, int flags);

    static native long recv(int fd, long buffer, long length, int flags);

    /** Takes more than these, by the same registers; each Linux port passes them so. */
    static native int open(long path, int flags, int mode);

    static native long readlink(long path, long buffer, long size);

    static native int close(int fd);
  }
}
