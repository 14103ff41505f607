package io.acceptlag.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** What may be attached. */
enum Agent {
  NONE(null),
  ACCEPTLAG(Path.of("agent", "target", "acceptlag.jar")),
  OPENTELEMETRY(Path.of("benchmarks", "target", "agents", "opentelemetry-javaagent.jar")),
  ELASTIC(Path.of("benchmarks", "target", "agents", "elastic-apm-agent.jar")),
  DATADOG(Path.of("benchmarks", "target", "agents", "dd-java-agent.jar"));

  private final Path jar;

  Agent(Path jar) {
    this.jar = jar;
  }

  Path jar() {
    return jar;
  }

  /** Options of the JVM; none of them exports anything. */
  List<String> options() {
    return switch (this) {
      case NONE -> List.of();
      case ACCEPTLAG -> List.of("-javaagent:" + jar.toAbsolutePath());
      case OPENTELEMETRY ->
          List.of(
              "-javaagent:" + jar.toAbsolutePath(),
              "-Dotel.traces.exporter=none",
              "-Dotel.metrics.exporter=none",
              "-Dotel.logs.exporter=none");
      case ELASTIC ->
          List.of("-javaagent:" + jar.toAbsolutePath(), "-Delastic.apm.disable_send=true");
      case DATADOG ->
          List.of(
              "-javaagent:" + jar.toAbsolutePath(),
              "-Ddd.trace.enabled=true",
              "-Ddd.writer.type=LoggingWriter");
    };
  }

  String words() {
    return switch (this) {
      case NONE -> "none";
      case ACCEPTLAG -> "acceptlag";
      case OPENTELEMETRY -> "OpenTelemetry javaagent 2.33.1";
      case ELASTIC -> "Elastic APM agent 1.55.1";
      case DATADOG -> "Datadog agent 1.56.0";
    };
  }
}
