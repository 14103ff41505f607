package io.acceptlag.agent;

import io.acceptlag.agent.config.ConfigurationLoader;
import io.acceptlag.agent.config.LoadedConfiguration;
import io.acceptlag.agent.instrument.AcceptInstrumentation;
import io.acceptlag.agent.instrument.BaseModule;
import io.acceptlag.agent.log.LibrarySpotter;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * What must come before main: defining the hook and registering the transformer. All the rest is
 * the {@link Watcher}'s, on a thread of its own after main has begun.
 */
public final class Agent {
  private Agent() {}

  /** Called by the entry, before main or when the agent is attached. */
  public static void start(@Nullable String options, Instrumentation instrumentation)
      throws Exception {
    LoadedConfiguration configuration = loadConfiguration(options);
    if (!configuration.configuration().enabled()) {
      return;
    }
    if (!Jvm.isLinux()) {
      System.err.println(
          "[acceptlag] WARN accept queues can be seen on Linux only, and this is "
              + System.getProperty("os.name")
              + "; the application runs without acceptlag");
      return;
    }
    BaseModule base = new BaseModule(instrumentation);
    base.define(
        "AcceptlagFailures",
        "AcceptlagDescriptors",
        "AcceptlagEarlyListeners",
        "AcceptlagHook",
        "AcceptlagConnectHook",
        "AcceptlagClassState");
    LibrarySpotter libraries = new LibrarySpotter();
    AcceptInstrumentation accepts =
        new AcceptInstrumentation(
            instrumentation,
            Jvm.javaVersion(),
            configuration.configuration().connect(),
            libraries::classSeen);
    accepts.install();
    // The watcher's class names the hook, so it must not be loaded any earlier than here.
    new Watcher(
            configuration,
            base,
            libraries,
            accepts,
            new LoadedClasses(instrumentation),
            Thread.currentThread())
        .start();
  }

  private static LoadedConfiguration loadConfiguration(@Nullable String options) {
    return ConfigurationLoader.load(
        options,
        System::getProperty,
        System::getenv,
        System.getProperties().stringPropertyNames(),
        System.getenv().keySet());
  }
}
