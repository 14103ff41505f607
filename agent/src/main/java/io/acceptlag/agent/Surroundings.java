package io.acceptlag.agent;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What this JVM runs in. */
final class Surroundings {
  private Surroundings() {}

  /**
   * Whether it is a pod of Kubernetes, which has the address of its cluster's API in each
   * container.
   *
   * @param variable looks up an environment variable
   */
  static boolean isPod(Function<String, @Nullable String> variable) {
    String api = variable.apply("KUBERNETES_SERVICE_HOST");
    return api != null && !api.isEmpty();
  }
}
