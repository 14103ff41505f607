package io.acceptlag.core.listener;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.ClientReading;

/** A kernel that tells no waits. */
public final class NoReading implements AcceptProbe {
  @Override
  public long accepted(int fd) {
    return -1;
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {}

  @Override
  public long identity(int fd) {
    return 1;
  }
}
