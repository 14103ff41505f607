package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.Errno;

/** For a JVM without native calls: accepts are counted, but their waits are not known. */
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
