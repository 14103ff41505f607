package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.Errno;

/** Where native calls cannot be had: accepts are counted, their waits are not known. */
public final class ProcAcceptProbe implements AcceptProbe {
  private final Proc proc;

  public ProcAcceptProbe(Proc proc) {
    this.proc = proc;
  }

  @Override
  public long accepted(int fd) {
    return -Errno.ENOSYS;
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {}

  @Override
  public long identity(int fd) {
    return proc.socketInode(fd);
  }
}
