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
}
