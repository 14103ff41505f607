package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.HostReading;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.probes.procfs.ProcHost;
import java.util.function.IntPredicate;

/** What befalls the whole process, as the JVM and the kernel have it. */
public final class HostReader implements HostProbe {
  private final JvmPauses pauses;
  private final ProcHost proc;
  private final LoadedClasses loadedClasses;
  private final ServerBeans beans;

  public HostReader(
      JvmPauses pauses, ProcHost proc, LoadedClasses loadedClasses, ServerBeans beans) {
    this.pauses = pauses;
    this.proc = proc;
    this.loadedClasses = loadedClasses;
    this.beans = beans;
  }

  @Override
  public void read(HostReading into, boolean late, boolean all) {
    pauses.read(into, all);
    proc.read(into, late, all);
    if (into.runNanos != HostReading.UNKNOWN) {
      into.runNanos += beans.waitedNanos();
    }
  }

  @Override
  public Descriptors descriptors() {
    return proc.descriptors();
  }

  @Override
  public Connections connections(int port, IntPredicate listening) {
    return proc.connections(port, listening);
  }

  @Override
  public ServerFigures figures(int port) {
    return beans.figures(port);
  }

  @Override
  public boolean hasLoaded(String className) {
    return loadedClasses.has(className);
  }
}
