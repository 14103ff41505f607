package io.acceptlag.core.evidence;

/** Asks the JVM and the kernel about the whole process, on the sampler's thread. */
public interface HostProbe {
  /**
   * Reads at every poll, so it must be cheap.
   *
   * @param late whether the sampler's thread is late, even by a little: one that is on time has not
   *     waited for a CPU
   * @param all whether to read also what costs too much for every poll
   */
  void read(HostReading into, boolean late, boolean all);

  /** In trouble only: counts descriptors. */
  Descriptors descriptors();

  /** How many descriptors are open; -1 if that is not known without counting them. */
  default long openDescriptors() {
    return -1;
  }

  /** In trouble only: how many threads the process may have. */
  default TaskLimit tasks() {
    return TaskLimit.UNKNOWN;
  }

  /**
   * Whether a listener asks for connections in any epoll set of the process. Costs more with each
   * descriptor, and the kernel holds a set's lock while it lists it.
   */
  default Registration registration(int fd) {
    return Registration.UNKNOWN;
  }
}
