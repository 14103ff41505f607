package io.acceptlag.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java runtime of this machine. */
record Jvm(int version, String fullVersion, Path home) {
  private static final Pattern VERSION = Pattern.compile("version \"([^\"]+)\"");

  private static final Path TARGET = Path.of("benchmarks", "target");
  private static final Path SERVERS = Path.of("integration-tests", "servers");

  /** 8, 17 and 25, where they are. */
  static List<Jvm> all() throws IOException {
    TreeMap<Integer, Jvm> found = new TreeMap<>();
    for (String folder : List.of("/usr/lib/jvm", "/opt/jdks")) {
      Path jvms = Path.of(folder);
      if (Files.isDirectory(jvms)) {
        try (Stream<Path> homes = Files.list(jvms)) {
          for (Path home : homes.filter(each -> Files.exists(each.resolve("bin/java"))).toList()) {
            Jvm jvm = of(home);
            if (List.of(8, 17, 25).contains(jvm.version)) {
              found.putIfAbsent(jvm.version, jvm);
            }
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Jvm of(Path home) throws IOException {
    Process java =
        new ProcessBuilder(home + "/bin/java", "-version").redirectErrorStream(true).start();
    String text = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher version = VERSION.matcher(text);
    if (!version.find()) {
      throw new IOException(home + " does not tell its version: " + text);
    }
    String full = version.group(1);
    int feature = Integer.parseInt(full.replaceFirst("^1\\.", "").replaceFirst("\\D.*", ""));
    return new Jvm(feature, full, home);
  }

  static Jvm of(int version) throws IOException {
    return all().stream().filter(jvm -> jvm.version == version).findFirst().orElseThrow();
  }

  /** Of one of the programs in src/main. */
  List<String> subject(List<String> options, String name, String... args) {
    List<String> command = command(options);
    Collections.addAll(
        command, "-cp", TARGET + "/classes", "io.acceptlag.benchmarks.subject." + name);
    Collections.addAll(command, args);
    return command;
  }

  /** Of one of the servers that the integration tests have. */
  List<String> server(List<String> options, String name, String... args) {
    Path target = SERVERS.resolve(name).resolve("target");
    List<String> command = command(options);
    Collections.addAll(
        command, "-cp", target + "/classes:" + target + "/libs/*", "example.server.Server");
    Collections.addAll(command, args);
    return command;
  }

  /** Of the integration tests' Spring Boot application: Spring Boot 2 on Java 8, else 3. */
  List<String> springBoot(List<String> options) {
    String name = version < 17 ? "springboot2" : "springboot3";
    List<String> command = command(options);
    Collections.addAll(command, "-jar", SERVERS.resolve(name) + "/target/server.jar");
    return command;
  }

  List<String> jmh(String... args) {
    List<String> command = command(List.of());
    Collections.addAll(
        command, "-cp", TARGET + "/classes:" + TARGET + "/libs/*", "org.openjdk.jmh.Main");
    Collections.addAll(command, args);
    return command;
  }

  private List<String> command(List<String> options) {
    List<String> command = new ArrayList<>(List.of(home + "/bin/java"));
    command.addAll(options);
    return command;
  }
}
