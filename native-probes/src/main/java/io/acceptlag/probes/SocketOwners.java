package io.acceptlag.probes;

import io.acceptlag.core.kernel.SocketOwner;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.procfs.Proc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the process that has a socket by a descriptor with its inode. It sees the processes of this
 * user in this pid namespace, or all of them as root. For the sampler's thread.
 */
final class SocketOwners {
  private static final int PATH_MAX = 64;

  /** Reading a link takes about a microsecond. */
  private static final int LINKS_MAX = 200_000;

  private static final long WALK_MAX_NANOS = 200_000_000;

  private final LibC libc;
  private final Proc proc;
  private final ByteBuffer memory;
  private final long address;

  SocketOwners(LibC libc, Proc proc) {
    this.libc = libc;
    this.proc = proc;
    memory = libc.allocate(2 * PATH_MAX);
    address = libc.addressOf(memory);
  }

  /**
   * Null if it belongs to none of the visible processes, or if there are too many of them.
   *
   * @param inode 0 of a socket that no process has
   */
  @Nullable SocketOwner of(long inode) {
    if (inode == 0) {
      return null;
    }
    byte[] link = ("socket:[" + inode + "]").getBytes(StandardCharsets.US_ASCII);
    Bound bound = new Bound(LINKS_MAX, WALK_MAX_NANOS);
    long self = proc.pid();
    if (self > 0 && has(self, link, bound)) {
      return new SocketOwner(self, proc.nameOf(self), true);
    }
    for (long pid : proc.pids()) {
      if (pid != self && !bound.reached() && has(pid, link, bound)) {
        return new SocketOwner(pid, proc.nameOf(pid), false);
      }
    }
    return null;
  }

  private boolean has(long pid, byte[] link, Bound bound) {
    for (String fd : proc.descriptorsOf(pid)) {
      if (isLinkTo("/proc/" + pid + "/fd/" + fd, link)) {
        return true;
      }
      if (!bound.allowsMore()) {
        return false;
      }
    }
    return false;
  }

  /**
   * By readlink(2). The JDK's only way to it is java.nio.file, which only the application may
   * initialise.
   */
  private boolean isLinkTo(String path, byte[] target) {
    if (path.length() >= PATH_MAX) {
      return false;
    }
    for (int i = 0; i < path.length(); i++) {
      memory.put(i, (byte) path.charAt(i));
    }
    memory.put(path.length(), (byte) 0);
    long length = libc.readlink(address, address + PATH_MAX, PATH_MAX);
    if (length != target.length) {
      return false;
    }
    for (int i = 0; i < target.length; i++) {
      if (memory.get(PATH_MAX + i) != target[i]) {
        return false;
      }
    }
    return true;
  }
}
