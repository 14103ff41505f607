package io.acceptlag.agent;

import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.probes.procfs.ProcHost;

/** What befalls the whole process, as the JVM and the kernel have it. */
final class HostReader implements HostProbe {
  private final JvmPauses pauses;
  private final ProcHost proc;
  private final LoadedClasses loadedClasses;

  HostReader(JvmPauses pauses, ProcHost proc, LoadedClasses loadedClasses) {
    this.pauses = pauses;
    this.proc = proc;
    this.loadedClasses = loadedClasses;
  }

  @Override
  public void read(HostReading into, boolean all) {
    pauses.read(into);
    proc.read(into, all);
  }

  @Override
  public Descriptors descriptors() {
    return proc.descriptors();
  }

  @Override
  public int connectionsHeld(int port) {
    return proc.connectionsHeld(port);
  }

  @Override
  public boolean hasLoaded(String className) {
    return loadedClasses.has(className);
  }
}
