package io.acceptlag.agent.rehearsal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The jar from which we are loaded. It may be overwritten in place while we run, and then nothing
 * more can be loaded from it. So what trouble needs is loaded before.
 */
public final class OwnJar {
  /**
   * Classes that no rehearsal reaches. Those of telemetry and recording are loaded as they are
   * needed, because most JVMs never need them.
   */
  private static final String[] NEEDED_LATER = {
    "agent.instrument.AcceptInstrumentation$1",
    "agent.instrument.WovenPaths$Change",
    "agent.jvm.AsyncListener",
    "agent.jvm.CompletionThreads",
    "agent.jvm.ConnectionObjects",
    "agent.jvm.HookVisits",
    "agent.jvm.LoadedClasses$1",
    "agent.jvm.LockOwner",
    "agent.jvm.NativeAcceptors",
    "agent.jvm.ObjectWalk",
    "agent.jvm.PackageVersion",
    "agent.jvm.PoolRoom",
    "agent.jvm.QueuedResult",
    "agent.jvm.QueuedSockets",
    "agent.jvm.QueuedTasks",
    "agent.jvm.ServerBeansReading",
    "agent.jvm.ThreadPools",
    "agent.jvm.VirtualThreadWalk",
    "agent.jvm.VirtualThreadWalk$Walk",
    "agent.jvm.WantedSockets",
    "agent.jvm.WhoHasThem",
    "agent.jvm.WhoTakesThem",
    "agent.log.Answer",
    "agent.log.GuardedSink",
    "agent.log.Jul",
    "agent.log.JulSink",
    "agent.log.Log4j1",
    "agent.log.Log4j2",
    "agent.log.Log4j2$Context",
    "agent.log.Logback",
    "agent.log.LoggerSink",
    "agent.log.LoggerSink$State",
    "agent.log.Patience",
    "agent.log.Slf4j",
    "agent.log.Slf4j$1",
    "core.cause.Activity",
    "core.cause.BlockedWords",
    "core.cause.CarrierHolders",
    "core.cause.CarrierHolders$1",
    "core.cause.ConnectionLimit",
    "core.cause.ConnectionPools",
    "core.cause.EventLoop",
    "core.cause.FewThreads",
    "core.cause.Gathering",
    "core.cause.HandOverBlocked$1",
    "core.cause.Initialiser",
    "core.cause.JdkCall",
    "core.cause.JdkCall$Kind",
    "core.cause.Paused",
    "core.cause.AskedCollection",
    "core.cause.KafkaLoop",
    "core.cause.NettyLoop",
    "core.cause.PoolWords",
    "core.cause.PoolWords$1",
    "core.cause.Printing",
    "core.cause.Server",
    "core.cause.ServerSignatureSeen$1",
    "core.cause.LockCycle",
    "core.cause.SlowClient",
    "core.cause.UnseenWait",
    "core.cause.VirtualRequests",
    "core.cause.WaitsFor",
    "core.cause.WaitsFor$1",
    "core.connect.Endpoint",
    "core.connect.BindSampler$Failing",
    "core.connect.BindWords",
    "core.connect.BoundPorts",
    "core.connect.PortHolder",
    "core.connect.PortUse",
    "core.connect.TogetherWords",
    "core.connect.TogetherWords$1",
    "core.evidence.AcceptorTally$1",
    "core.evidence.CommonFrame",
    "core.evidence.CommonFrame$Reach",
    "core.evidence.FoundAcceptor",
    "core.evidence.KnownWorkers",
    "core.evidence.NativeWaits",
    "core.evidence.ServerText",
    "core.evidence.ServingLoop",
    "core.evidence.Takers",
    "core.handshake.WaitingClients$1",
    "core.report.FirstRead",
    "core.kernel.Errno",
    "core.kernel.LossCounter",
    "core.kernel.Losses",
    "core.kernel.PeerKey",
    "core.kernel.SocketOwner",
    "core.kernel.TcpState",
    "core.listener.SlowAccepts$1",
    "core.neighbour.ListenerSocket",
    "core.neighbour.Neighbour",
    "core.neighbour.NeighbourTrouble",
    "core.neighbour.NeighbourWords",
    "core.neighbour.OwnListener",
    "core.neighbour.PortReading",
    "core.report.LossNotes$Reading",
    "core.report.ClosedWords",
    "core.text.ForeignText",
    "core.text.LogText",
    "core.unserved.UnreadDescriptors",
    "core.unserved.UnreadProbe$1",
    "core.watch.ClosedListeners$Ending",
    "core.watch.UnintendedCloses$Closed",
    "probes.BlankFigures",
    "probes.HolderFinder",
    "probes.KernelNeighbourProbe$Waits",
    "probes.KernelPortProbe$Use",
    "probes.LongestUnread",
    "probes.PortCounter",
    "probes.PortCounter$Remote",
    "probes.Reason",
    "probes.SocketAddressText",
    "probes.TcpInfo",
    "probes.procfs.ConnectionTable",
    "probes.procfs.ConnectionTable$Counts",
    "probes.procfs.EpollSets",
    "probes.procfs.LinkedInode",
    "probes.procfs.LossFiles",
    "probes.procfs.NetTcp",
    "probes.procfs.NetTcp$Row",
    "probes.procfs.ProcAcceptProbe",
    "probes.procfs.TaskLimits",
  };

  private OwnJar() {}

  /** Does not initialise them, because that could use what the application has not set up yet. */
  public static void loadWhatIsNeededLater() {
    for (String name : NEEDED_LATER) {
      try {
        Class.forName("io.acceptlag." + name, false, OwnJar.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        // The code that needs the class will report it.
      }
    }
  }

  /**
   * What could not be loaded, and why, if the jar was changed. Only the loader knows, and its type
   * cannot be used here.
   */
  public static @Nullable String complaint() {
    ClassLoader loader = OwnJar.class.getClassLoader();
    try {
      return loader instanceof Callable ? (String) ((Callable<?>) loader).call() : null;
    } catch (Exception e) {
      return null;
    }
  }

  /** The complaint if it explains this failure, otherwise the failure itself. */
  public static String words(Throwable failure) {
    String complaint = failure instanceof LinkageError ? complaint() : null;
    if (complaint == null) {
      return failure.toString();
    }
    // The message of this failure is about the class that is missing now; the complaint is about
    // the first one.
    Throwable cause = failure.getCause();
    String own = cause instanceof ClassNotFoundException ? cause.getMessage() : null;
    return own == null ? complaint : own;
  }
}
