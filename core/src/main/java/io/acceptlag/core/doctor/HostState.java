package io.acceptlag.core.doctor;

import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.Losses;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A network namespace as it was read. */
public final class HostState {
  private final KernelVersion kernel;
  private final KernelSettings settings;
  private final NamespaceCounters counters;
  private final Losses losses;
  private final List<ListenerState> listeners;
  private final boolean inPod;

  /**
   * @param inPod whether it is that of a pod of Kubernetes
   */
  public HostState(
      KernelVersion kernel,
      KernelSettings settings,
      NamespaceCounters counters,
      Losses losses,
      List<ListenerState> listeners,
      boolean inPod) {
    this.kernel = kernel;
    this.settings = settings;
    this.counters = counters;
    this.losses = losses;
    this.listeners = Collections.unmodifiableList(new ArrayList<>(listeners));
    this.inPod = inPod;
  }

  public KernelVersion kernel() {
    return kernel;
  }

  public KernelSettings settings() {
    return settings;
  }

  public NamespaceCounters counters() {
    return counters;
  }

  public Losses losses() {
    return losses;
  }

  public List<ListenerState> listeners() {
    return listeners;
  }

  boolean inPod() {
    return inPod;
  }
}
