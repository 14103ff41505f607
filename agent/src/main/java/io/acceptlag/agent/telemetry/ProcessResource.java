package io.acceptlag.agent.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The host and process of the telemetry, if the settings do not name them. All of it comes from the
 * kernel. A host name by InetAddress, a pid by a bean and a random number by java.security would
 * initialise what the application may not have set up yet.
 */
final class ProcessResource {
  private static final AttributeKey<String> HOST_NAME = AttributeKey.stringKey("host.name");
  private static final AttributeKey<Long> PROCESS_PID = AttributeKey.longKey("process.pid");
  private static final AttributeKey<String> INSTANCE_ID =
      AttributeKey.stringKey("service.instance.id");

  private ProcessResource() {}

  /** Adds what is known; {@code configured} has precedence. */
  static Resource complete(Resource configured) {
    AttributesBuilder attributes = Resource.empty().getAttributes().toBuilder();
    String host = firstLine("/proc/sys/kernel/hostname");
    if (host != null) {
      attributes.put(HOST_NAME, host);
    }
    Long pid = pid();
    if (pid != null) {
      attributes.put(PROCESS_PID, pid);
    }
    // Without one, two replicas of a service would write to the same series.
    String instance = firstLine("/proc/sys/kernel/random/uuid");
    if (instance != null) {
      attributes.put(INSTANCE_ID, instance);
    }
    return Resource.create(attributes.build()).merge(configured);
  }

  private static @Nullable Long pid() {
    try {
      return Long.valueOf(new File("/proc/self").getCanonicalFile().getName());
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable String firstLine(String file) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8))) {
      String line = in.readLine();
      return line == null || line.isEmpty() ? null : line;
    } catch (IOException e) {
      return null;
    }
  }
}
