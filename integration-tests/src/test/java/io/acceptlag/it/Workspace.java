package io.acceptlag.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/** What the build has made, by path. */
final class Workspace {
  private static final Path MODULE = module();

  private Workspace() {}

  /** The jar that ships. */
  static Path agentJar() {
    return built(
        Path.of(
            System.getProperty(
                "acceptlag.jar", MODULE.resolveSibling("agent/target/acceptlag.jar").toString())));
  }

  /** The classes of the programs that need nothing but the JDK. */
  static Path programs() {
    return built(MODULE.resolve("programs/target/classes"));
  }

  /** The folder "target" of the module whose application logs by several libraries. */
  static Path logging() {
    return built(MODULE.resolve("logging/target"));
  }

  /** The folder "target" of a server's module. */
  static Path server(String name) {
    return built(MODULE.resolve("servers").resolve(name).resolve("target"));
  }

  /** Another agent, as users have it beside ours. */
  static Path openTelemetryAgent() {
    return built(MODULE.resolve("target/agents/opentelemetry-javaagent.jar"));
  }

  /** One that is a year old. */
  static Path olderOpenTelemetryAgent() {
    return built(MODULE.resolve("target/agents/older/opentelemetry-javaagent.jar"));
  }

  /** Our extension of it. */
  static Path openTelemetryExtension() {
    return built(
        MODULE.resolveSibling("opentelemetry-extension/target/acceptlag-opentelemetry.jar"));
  }

  /** Prometheus's, which shows MXBeans to it. */
  static Path jmxExporter() {
    return built(MODULE.resolve("target/agents/jmx_prometheus_javaagent.jar"));
  }

  /** One of those that the build lays, by the name of its jar. */
  static Path besideAgent(String name) {
    return built(MODULE.resolve("target/agents/" + name + ".jar"));
  }

  /** The last that is one jar and needs no other. */
  static Path micrometer() {
    return built(MODULE.resolve("target/agents/micrometer-core.jar"));
  }

  /** A file of the project by its path. */
  static Path file(String path) {
    return MODULE.resolveSibling(path);
  }

  /** What lies under that name in the agent's jar. */
  static byte[] agentEntry(String name) throws IOException {
    try (JarFile jar = new JarFile(agentJar().toFile());
        InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return in.readAllBytes();
    }
  }

  private static Path built(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: run mvn package in the root folder");
    }
    return path.toAbsolutePath().normalize();
  }

  /** Maven runs the tests in the module's folder, IDEs often in the root folder. */
  private static Path module() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("integration-tests"))
        ? here.resolve("integration-tests")
        : here;
  }
}
