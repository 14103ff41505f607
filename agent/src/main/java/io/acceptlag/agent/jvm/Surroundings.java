package io.acceptlag.agent.jvm;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The environment of this JVM. */
public final class Surroundings {
  private Surroundings() {}

  /**
   * Whether it is a pod of Kubernetes, which sets the address of the cluster's API in each
   * container.
   *
   * @param variable looks up an environment variable
   */
  public static boolean isPod(Function<String, @Nullable String> variable) {
    String api = variable.apply("KUBERNETES_SERVICE_HOST");
    return api != null && !api.isEmpty();
  }
}
