package io.acceptlag.core.evidence;

/** Asks the JVM and the kernel about the whole process, on the sampler's thread. */
public interface HostProbe {
  /**
   * At every poll, so it must be cheap.
   *
   * @param late whether the sampler's thread comes late, even by a little: one that comes in time
   *     has not waited for a CPU
   * @param all also what costs too much for that
   */
  void read(HostReading into, boolean late, boolean all);

  /** In trouble only: counts descriptors. */
  Descriptors descriptors();

  /** Open descriptors, if that takes no counting; -1 if it does, or cannot be known. */
  default long openDescriptors() {
    return -1;
  }

  /**
   * Whether a listener asks for connections in any epoll set of the process. Costs more with each
   * descriptor, and the kernel holds a set's lock while it lists it.
   */
  default Registration registration(int fd) {
    return Registration.UNKNOWN;
  }
}
