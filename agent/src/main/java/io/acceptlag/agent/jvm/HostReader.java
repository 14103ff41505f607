package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.probes.procfs.ProcHost;

/** What happens to the whole process, according to the JVM and the kernel. */
public final class HostReader implements HostProbe {
  private final JvmPauses pauses;
  private final ProcHost proc;
  private final ServerBeans beans;
  private final ThreadProbe threads;

  public HostReader(JvmPauses pauses, ProcHost proc, ServerBeans beans, ThreadProbe threads) {
    this.pauses = pauses;
    this.proc = proc;
    this.beans = beans;
    this.threads = threads;
  }

  @Override
  public void read(HostReading into, boolean late, boolean all) {
    pauses.read(into, all);
    proc.read(into, late, all);
    if (into.runNanos != HostReading.UNKNOWN) {
      // Whoever waits for the server's beans, or for one thread, does not stand still with the
      // rest.
      into.runNanos += beans.waitedNanos() + threads.waitedNanos();
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
  public TaskLimit tasks() {
    return proc.tasks();
  }

  @Override
  public Registration registration(int fd) {
    return proc.registration(fd);
  }
}
