package io.acceptlag.agent;

import io.acceptlag.agent.config.LoadedConfiguration;
import io.acceptlag.agent.instrument.AcceptInstrumentation;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.Jvm;
import io.acceptlag.agent.jvm.LoadedClasses;
import io.acceptlag.agent.jvm.PlatformServer;
import io.acceptlag.agent.jvm.Sightings;
import io.acceptlag.agent.log.LibrarySpotter;
import io.acceptlag.agent.micrometer.Meters;
import io.acceptlag.agent.start.Start;
import io.acceptlag.agent.start.StartChecks;
import java.lang.instrument.Instrumentation;
import java.net.AcceptlagConnectHook;
import java.net.AcceptlagHook;
import org.jspecify.annotations.Nullable;

/**
 * What must come before main: defines the hook and registers the transformer. The {@link Watcher}
 * does the rest, on a thread of its own, after main has begun.
 */
public final class Agent {
  private Agent() {}

  /**
   * Called by the entry, before main or when the agent is attached.
   *
   * @param attached whether it is attached
   * @param again whether the agent already runs in this JVM
   * @return whether it runs now
   */
  public static boolean start(
      @Nullable String options, Instrumentation instrumentation, boolean attached, boolean again)
      throws Exception {
    Start start = new Start(options, instrumentation, attached, again);
    String objection = StartChecks.objection(start);
    if (objection == null) {
      objection = weave(start.configuration(), instrumentation);
    }
    if (objection == null) {
      return true;
    }
    if (!objection.isEmpty()) {
      System.err.println("[acceptlag] " + objection);
    }
    return again;
  }

  /** Null, or why weaving is impossible. */
  private static @Nullable String weave(
      LoadedConfiguration configuration, Instrumentation instrumentation) throws Exception {
    BaseModule base = new BaseModule(instrumentation);
    String left =
        base.defineOnce(
            OwnVersion.get(),
            "AcceptlagHook",
            "AcceptlagFailures",
            "AcceptlagDescriptors",
            "AcceptlagEarlyListeners",
            "AcceptlagEarlyAccepts",
            "AcceptlagEarlyAccepts$Of",
            "AcceptlagEarlyAccepts$Noted",
            "AcceptlagConnectHook",
            "AcceptlagClassState",
            "AcceptlagFields");
    if (left != null) {
      return "WARN acceptlag "
          + left
          + " was in this JVM before and has left its hooks, which stay until the JVM ends; only"
          + " the same build can come again";
    }
    ProbeChoice.prepare();
    LibrarySpotter libraries = new LibrarySpotter();
    LoadedClasses loadedClasses = new LoadedClasses(instrumentation);
    PlatformServer platform = new PlatformServer(base);
    Sightings micrometer = new Sightings(Meters.LANDMARK);
    AcceptInstrumentation accepts =
        new AcceptInstrumentation(
            instrumentation,
            Jvm.javaVersion(),
            configuration.configuration().connect(),
            (name, loader) -> {
              libraries.classSeen(name, loader);
              loadedClasses.classSeen(name, loader);
              platform.classSeen(name, loader);
              micrometer.classSeen(name, loader);
            });
    accepts.install();
    try {
      // The watcher's class refers to the hook, so it must not be loaded earlier.
      new Watcher(
              configuration,
              base,
              libraries,
              platform,
              micrometer,
              accepts,
              loadedClasses,
              Thread.currentThread())
          .start();
    } catch (Throwable e) {
      // There may be no thread left for it.
      giveUp(accepts);
      throw e;
    }
    return null;
  }

  /** Or the hooks would keep what is accepted, for a receiver that never comes. */
  private static void giveUp(AcceptInstrumentation accepts) {
    AcceptlagHook.receive(null);
    AcceptlagConnectHook.receive(null);
    accepts.uninstall();
  }
}
