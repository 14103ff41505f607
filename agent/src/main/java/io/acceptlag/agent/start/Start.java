package io.acceptlag.agent.start;

import io.acceptlag.agent.config.ConfigurationLoader;
import io.acceptlag.agent.config.LoadedConfiguration;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** One start of the agent, before main or by attaching: what the checks ask about. */
public final class Start {
  private final @Nullable String options;
  private final Instrumentation instrumentation;
  private final boolean attached;
  private final boolean again;
  private @Nullable LoadedConfiguration configuration;

  /**
   * @param options the agent's argument, null where there is none
   * @param attached whether main has begun
   * @param again whether the agent runs in this JVM already
   */
  public Start(
      @Nullable String options, Instrumentation instrumentation, boolean attached, boolean again) {
    this.options = options;
    this.instrumentation = instrumentation;
    this.attached = attached;
    this.again = again;
  }

  public Instrumentation instrumentation() {
    return instrumentation;
  }

  boolean attached() {
    return attached;
  }

  boolean again() {
    return again;
  }

  /** Read on the first call, which an earlier check may prevent. */
  public LoadedConfiguration configuration() {
    LoadedConfiguration read = configuration;
    if (read == null) {
      read =
          ConfigurationLoader.load(
              options,
              System::getProperty,
              System::getenv,
              System.getProperties().stringPropertyNames(),
              System.getenv().keySet());
      configuration = read;
    }
    return read;
  }
}
