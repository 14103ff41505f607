package io.acceptlag.core.kernel;

/** The process that has a socket, as /proc shows it. */
public final class SocketOwner {
  private final long pid;
  private final String name;
  private final boolean thisProcess;

  /**
   * @param name as the kernel has it, at most 15 characters; foreign text
   */
  public SocketOwner(long pid, String name, boolean thisProcess) {
    this.pid = pid;
    this.name = name;
    this.thisProcess = thisProcess;
  }

  public long pid() {
    return pid;
  }

  public String name() {
    return name;
  }

  public boolean isThisProcess() {
    return thisProcess;
  }
}
