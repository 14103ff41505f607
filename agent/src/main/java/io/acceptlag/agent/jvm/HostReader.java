package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.probes.procfs.ProcHost;

/** What happens to the whole process, according to the JVM and the kernel. */
public final class HostReader implements HostProbe {
  private final JvmPauses pauses;
  private final ProcHost proc;
  private final ServerBeans beans;

  public HostReader(JvmPauses pauses, ProcHost proc, ServerBeans beans) {
    this.pauses = pauses;
    this.proc = proc;
    this.beans = beans;
  }

  @Override
  public void read(HostReading into, boolean late, boolean all) {
    pauses.read(into, all);
    proc.read(into, late, all);
    if (into.runNanos != HostReading.UNKNOWN) {
      // Time spent waiting for the server's beans is not a lack of CPU.
      into.runNanos += beans.waitedNanos();
    }
  }

  @Override
  public Descriptors descriptors() {
    return proc.descriptors();
  }

  @Override
  public long openDescriptors() {
    return proc.openDescriptors();
  }

  @Override
  public Registration registration(int fd) {
    return proc.registration(fd);
  }
}
