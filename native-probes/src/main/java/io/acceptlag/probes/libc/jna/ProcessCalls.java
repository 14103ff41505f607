package io.acceptlag.probes.libc.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.acceptlag.core.kernel.Errno;
import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the commands ask of the kernel about other processes. Never called within an application.
 */
public final class ProcessCalls {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDONLY_CLOEXEC = 0x80000;

  /** {@code sun_path} of struct sockaddr_un, without the zero that ends it. */
  private static final int PATH_MAX = 107;

  private final LibC libc;

  /**
   * @param libc proof that JNA's native half is loaded
   */
  public ProcessCalls(JnaLibC libc) {
    this.libc = libc;
    Calls.bind();
  }

  /** Moves this thread to that network namespace: 0, or {@code -errno}. */
  public int enterNetworkOf(String path) {
    int fd = libc.open(libc.addressOf(text(path)), O_RDONLY_CLOEXEC, 0);
    if (fd < 0) {
      return fd;
    }
    int result = Calls.setns(fd, CLONE_NEWNET) == 0 ? 0 : -Native.getLastError();
    libc.close(fd);
    return result;
  }

  /** Connects to a unix socket: the descriptor, or {@code -errno}. */
  public int connect(String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > PATH_MAX) {
      return -Errno.EINVAL;
    }
    int fd = libc.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
    if (fd < 0) {
      return fd;
    }
    ByteBuffer address = libc.allocate(Short.BYTES + PATH_MAX + 1);
    address.putShort((short) AF_UNIX).put(name).put((byte) 0);
    if (Calls.connect(fd, libc.addressOf(address), address.capacity()) == 0) {
      return fd;
    }
    int result = -Native.getLastError();
    libc.close(fd);
    return result;
  }

  /** 0, or {@code -errno}. */
  public int kill(long pid, int signal) {
    return Calls.kill((int) pid, signal) == 0 ? 0 : -Native.getLastError();
  }

  /**
   * Makes this process that user to the kernel, until it becomes itself again: 0, or {@code
   * -errno}.
   */
  public int become(int uid, int gid) {
    // The group comes first while we still may set it, and last on the way back.
    boolean back = uid == Calls.getuid();
    int result = back ? Calls.seteuid(uid) : Calls.setegid(gid);
    if (result == 0) {
      result = back ? Calls.setegid(gid) : Calls.seteuid(uid);
    }
    return result == 0 ? 0 : -Native.getLastError();
  }

  public int uid() {
    return Calls.getuid();
  }

  public int gid() {
    return Calls.getgid();
  }

  private ByteBuffer text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer memory = libc.allocate(bytes.length + 1);
    memory.put(bytes).put((byte) 0);
    return memory;
  }

  /** As in {@link JnaLibC}. */
  private static final class Calls {
    static void bind() {
      Native.register(Calls.class, NativeLibrary.getInstance("c"));
    }

    static native int connect(int fd, long address, int length);

    static native int kill(int pid, int signal);

    static native int setns(int fd, int type);

    static native int setegid(int gid);

    static native int seteuid(int uid);

    static native int getuid();

    static native int getgid();
  }
}
