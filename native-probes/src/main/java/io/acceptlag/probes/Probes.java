package io.acceptlag.probes;

import io.acceptlag.core.connect.ConnectProbe;
import io.acceptlag.core.connect.PortProbe;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.Losses;
import io.acceptlag.core.neighbour.NeighbourProbe;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.libc.foreign.ForeignLibC;
import io.acceptlag.probes.libc.jna.JnaLibC;
import io.acceptlag.probes.procfs.Proc;
import io.acceptlag.probes.procfs.ProcAcceptProbe;
import io.acceptlag.probes.procfs.ProcHost;
import io.acceptlag.probes.procfs.ProcListenerProbe;
import io.acceptlag.probes.procfs.Tasks;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The probes for this JVM and kernel: which binding calls the kernel, and what is missing. */
public final class Probes {
  /** How the kernel is called. */
  public enum Binding {
    JNA,
    FFM,
    PROC
  }

  // include/uapi/linux/time.h: its resolution is the kernel's tick (KTIME_LOW_RES).
  private static final int CLOCK_MONOTONIC_COARSE = 6;

  /** HZ=100. */
  private static final long COARSEST_TICK_NANOS = 10_000_000;

  private final AcceptProbe accepts;
  private final ListenerProbe listeners;
  private final long tickNanos;
  private final String name;
  private final @Nullable String missing;
  private final Shortfalls shortfalls;
  private final Proc proc;
  private final HandshakeProbe handshakes;
  private final PortProbe ports;
  private final @Nullable NeighbourProbe neighbours;
  private final ConnectProbe connects;
  private final UnreadProbe unread;
  private final PrivateFiles files;
  private final Runnable unbind;

  /** With native calls. */
  private Probes(LibC libc, Proc proc) {
    this.proc = proc;
    name = "tcp_info (" + libc.name() + ")";
    missing = null;
    shortfalls = new Shortfalls();
    BlankFigures blank = new BlankFigures();
    SockDiag sockets = new SockDiag(libc);
    SocketOwners owners = new SocketOwners(libc, proc);
    SocketListenerProbe readings = new SocketListenerProbe(libc, proc, sockets, shortfalls, blank);
    listeners = readings;
    accepts = new SocketAcceptProbe(libc, blank, () -> proc.number(KernelSetting.SOMAXCONN));
    tickNanos = tickNanos(libc);
    handshakes = new KernelHandshakeProbe(proc, sockets);
    ports = new KernelPortProbe(proc, sockets, owners);
    neighbours = new KernelNeighbourProbe(sockets, owners, readings);
    connects = new SocketConnectProbe(libc);
    unread = new SocketUnreadProbe(libc, proc, blank, sockets);
    files = new PrivateFiles(libc);
    unbind = libc instanceof JnaLibC ? ((JnaLibC) libc)::unbind : () -> {};
  }

  /** By /proc alone. */
  private Probes(Proc proc, @Nullable String missing) {
    this.proc = proc;
    name = "/proc/net/tcp";
    this.missing = missing;
    shortfalls = new Shortfalls();
    if (!proc.canReadListeners()) {
      shortfalls.nothingReadable();
    }
    listeners = new ProcListenerProbe(proc);
    accepts = new ProcAcceptProbe(proc);
    tickNanos = COARSEST_TICK_NANOS;
    handshakes = new KernelHandshakeProbe(proc, null);
    ports = new KernelPortProbe(proc, null, null);
    neighbours = null;
    connects = fd -> -Errno.ENOSYS;
    unread = UnreadProbe.NONE;
    files = new PrivateFiles(null);
    unbind = () -> {};
  }

  /**
   * @param wanted the binding that was asked for. If null, the foreign function API is chosen if it
   *     can be used, because JNA prints warnings from Java 24 on and needs a file; otherwise JNA
   * @param foreignUsable whether {@link java.net.AcceptlagLibC} is defined in java.base
   * @param isFileSystemInUse whether the application has initialised java.nio.file
   */
  public static Probes choose(
      @Nullable Binding wanted,
      boolean foreignUsable,
      File procRoot,
      BooleanSupplier isFileSystemInUse) {
    Proc proc = new Proc(procRoot, isFileSystemInUse);
    Binding binding = wanted != null ? wanted : foreignUsable ? Binding.FFM : Binding.JNA;
    if (binding == Binding.PROC) {
      return new Probes(proc, null);
    }
    if (binding == Binding.FFM && !foreignUsable) {
      return new Probes(proc, "the foreign function API needs Java 22");
    }
    try {
      LibC libc = binding == Binding.FFM ? new ForeignLibC() : new JnaLibC();
      return new Probes(libc, proc);
    } catch (Throwable e) {
      // LinkageErrors of many kinds, and whatever a security manager throws.
      return new Probes(proc, binding.name().toLowerCase(Locale.ROOT) + ": " + Reason.of(e));
    }
  }

  public AcceptProbe accepts() {
    return accepts;
  }

  public ListenerProbe listeners() {
    return listeners;
  }

  /** For the sampler's thread. */
  public HandshakeProbe handshakes() {
    return handshakes;
  }

  /** For the sampler's thread. */
  public PortProbe ports() {
    return ports;
  }

  /** For the sampler's thread. */
  public UnreadProbe unread() {
    return unread;
  }

  /** For the sampler's thread. */
  public Losses losses() {
    return proc.losses();
  }

  /** For the sampler's thread; null where native calls cannot be had. */
  public @Nullable NeighbourProbe neighbours() {
    return neighbours;
  }

  public ConnectProbe connects() {
    return connects;
  }

  public PrivateFiles files() {
    return files;
  }

  /** For an agent that leaves. Nothing here may be called afterwards, by any thread. */
  public void close() {
    proc.close();
    unbind.run();
  }

  /** To be called on the thread that will read it. */
  public ProcHost host() {
    return new ProcHost(proc, new File("/sys/fs/cgroup"));
  }

  /** The threads of this process. For the sampler's thread. */
  public Tasks tasks() {
    return new Tasks(proc);
  }

  /** Whether accept waits can be measured at all. */
  public boolean readsSockets() {
    return accepts instanceof SocketAcceptProbe;
  }

  /** The resolution of accept waits. */
  public long tickNanos() {
    return tickNanos;
  }

  /** For the start line: {@code tcp_info (jna)}. */
  public String name() {
    return name;
  }

  /** Why native calls are not available; null if they are, or were not wanted. */
  public @Nullable String missing() {
    return missing;
  }

  /**
   * What the kernel has refused to report since the last call: a sentence each, and each only once.
   * For the thread that reads listeners.
   */
  public List<String> takeShortfalls() {
    return shortfalls.take();
  }

  /**
   * Whether a listener was found to be a Unix-domain socket, of whose queue the kernel shows
   * nothing. True only once. For the thread that reads listeners.
   */
  public boolean takeUnixDomain() {
    return shortfalls.takeUnixDomain();
  }

  private static long tickNanos(LibC libc) {
    // A lasting one: for the first direct buffer of a JVM, JDK 26 starts a thread.
    Scratch scratch = Scratch.lasting(libc, 1)[0];
    if (libc.clockGetres(CLOCK_MONOTONIC_COARSE, scratch.valueAddress) != 0) {
      return COARSEST_TICK_NANOS;
    }
    long seconds = scratch.memory.getLong(Scratch.VALUE);
    return seconds * 1_000_000_000 + scratch.memory.getLong(Scratch.VALUE + Long.BYTES);
  }
}
