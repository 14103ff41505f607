package io.acceptlag.probes;

import io.acceptlag.core.doctor.HostState;
import io.acceptlag.core.doctor.ListenerState;
import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.jna.JnaLibC;
import io.acceptlag.probes.procfs.Proc;
import io.acceptlag.probes.procfs.ProcListenerProbe;
import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything about a network namespace that can be read without privileges, read once. */
public final class HostSurvey {
  /** Not every kernel has these, so their absence says nothing. */
  private static final Set<KernelSetting> OPTIONAL =
      EnumSet.of(
          KernelSetting.SYN_LINEAR_TIMEOUTS,
          KernelSetting.TW_RECYCLE,
          KernelSetting.RESERVED_PORTS,
          KernelSetting.MAX_TIME_WAIT,
          KernelSetting.CONNTRACK_MAX);

  private final Proc proc;
  private final List<String> unreadable = new ArrayList<>();
  private final @Nullable HostState host;

  private HostSurvey(Proc proc, boolean inPod) {
    this.proc = proc;
    String release = proc.kernelRelease();
    KernelVersion kernel = KernelVersion.parse(release);
    if (kernel == null) {
      unreadable.add(
          release.isEmpty()
              ? "/proc/sys/kernel/osrelease cannot be read, so nothing is known of this kernel"
              : "this kernel calls itself "
                  + ForeignText.quoted(release)
                  + ", which is no version of Linux");
      host = null;
    } else {
      host = new HostState(kernel, settings(), counters(), proc.losses(), listeners(), inPod);
    }
  }

  /**
   * @param procRoot /proc
   * @param inPod whether this is a pod of Kubernetes
   */
  public static HostSurvey take(File procRoot, boolean inPod) {
    return new HostSurvey(new Proc(procRoot), inPod);
  }

  /** Null if not even the version of the kernel is known. */
  public @Nullable HostState host() {
    return host;
  }

  /** What could not be read: sentences without a full stop. */
  public List<String> unreadable() {
    return unreadable;
  }

  private KernelSettings settings() {
    KernelSettings settings = proc.settings();
    for (KernelSetting setting : KernelSetting.values()) {
      if (settings.text(setting) == null && !OPTIONAL.contains(setting)) {
        unreadable.add(setting.key() + " cannot be read here");
      }
    }
    return settings;
  }

  private NamespaceCounters counters() {
    NamespaceCounters counters = proc.counters();
    if (counters.total(KernelCounter.LISTEN_OVERFLOWS) < 0) {
      unreadable.add("/proc/self/net/netstat cannot be read, so nothing counted is known");
    }
    return counters;
  }

  private List<ListenerState> listeners() {
    List<ListenerState> listeners = new ArrayList<>();
    String refusal = addListeners(listeners);
    if (refusal != null) {
      listeners.clear();
      listeners.addAll(new ProcListenerProbe(proc).all());
      unreadable.add(
          refusal
              + ", so listeners come from /proc/net/tcp, which has neither their limits nor their"
              + " drops");
    }
    listeners.sort(
        Comparator.<ListenerState>comparingInt(each -> each.address().port())
            .thenComparing(each -> each.address().host()));
    return listeners;
  }

  /** Null, or why they cannot be read this way. */
  private static @Nullable String addListeners(List<ListenerState> into) {
    int result;
    try {
      result =
          new SockDiag(new JnaLibC())
              .listeners(
                  each ->
                      into.add(
                          new ListenerState(
                              each.local(),
                              each.receiveQueue(),
                              each.sendQueue(),
                              SockDiag.drops(each))));
    } catch (LinkageError | RuntimeException e) {
      return "the kernel cannot be called (jna: " + Reason.of(e) + ")";
    }
    return result == 0 ? null : "sock_diag is refused (" + Errno.name(-result) + ")";
  }
}
