package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server as people run it, with what is right to say of it.
 *
 * @param name as its users call it
 * @param artifact that has its version; empty for what is part of the JDK
 * @param launch how it is started
 * @param since the oldest JDK that it runs on
 * @param until the newest
 * @param wire what an honest client of it says
 * @param backlog what it asks listen() for by default
 * @param backlogKey where that is set, as its users spell it
 * @param backlogSetting of its JVM, in which "{backlog}" stands for the number, for servers whose
 *     default holds any burst; empty for others
 * @param unseen whether it accepts by native code, which one line says
 * @param inCi whether it is tried in CI too, not in the profile "servers" only
 * @param trials beside those that each server gets
 */
record FieldServer(
    String name,
    String artifact,
    Launch launch,
    int since,
    int until,
    Wire wire,
    int backlog,
    Pattern backlogKey,
    String backlogSetting,
    boolean unseen,
    boolean inCi,
    List<FieldTrial> trials) {

  /** Its JVM. */
  interface Launch {
    AgentJvm.Builder on(Jdk jdk, Path folder, int port) throws IOException;

    /** Where it was laid. */
    Path home();

    /** Whether it prints READY and its port; else it is ready when it answers on the given one. */
    boolean printsReady();
  }

  /** A module of integration-tests/servers, with a main class that prints READY and its port. */
  static Launch module(String name, String mode) {
    return new Launch() {
      @Override
      public AgentJvm.Builder on(Jdk jdk, Path folder, int port) {
        return new RealServer(name, mode, 8).on(jdk, folder);
      }

      @Override
      public Path home() {
        return Workspace.server(name);
      }

      @Override
      public boolean printsReady() {
        return true;
      }
    };
  }

  /**
   * What is laid in a module's folder "target", and is started as its own scripts do.
   *
   * @param command what comes after "java" and the agent, and before it, as in a shell, variables;
   *     "{home}" stands for that folder, "{dist}" for what was unpacked there, "{port}" for the
   *     port, "{tmp}" for a folder of this run's own with a copy of the module's "src/main/base",
   *     in which "{port}" stands for the same
   */
  static Launch distribution(String module, String... command) {
    return new Launch() {
      @Override
      public AgentJvm.Builder on(Jdk jdk, Path folder, int port) throws IOException {
        Path own = Files.createTempDirectory(folder, "run");
        if (!module.isEmpty()) {
          copyBase(home().resolve("../src/main/base"), own, port);
        }
        AgentJvm.Builder builder = AgentJvm.on(jdk).unverified().jvmArgs("-Djava.io.tmpdir=" + own);
        for (String word : command) {
          String filled =
              word.replace("{home}", home().toString())
                  .replace("{dist}", word.contains("{dist}") ? onlyOf("dist").toString() : "")
                  .replace("{port}", Integer.toString(port))
                  .replace("{tmp}", own.toString());
          if (filled.matches("[A-Z_]+=.*")) {
            int equals = filled.indexOf('=');
            builder.env(filled.substring(0, equals), filled.substring(equals + 1));
          } else if (filled.startsWith("-D")) {
            // Before those of a trial: of two that have one name, the last is taken.
            builder.jvmArgs(filled);
          } else {
            builder.args(filled);
          }
        }
        return builder;
      }

      private Path onlyOf(String part) throws IOException {
        try (Stream<Path> parts = Files.list(home().resolve(part))) {
          return parts.findFirst().orElseThrow(() -> new IOException(part + " is empty"));
        }
      }

      @Override
      public Path home() {
        return module.isEmpty() ? Workspace.programs() : Workspace.server(module);
      }

      @Override
      public boolean printsReady() {
        return false;
      }
    };
  }

  private static void copyBase(Path base, Path to, int port) throws IOException {
    if (!Files.isDirectory(base)) {
      return;
    }
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(base.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, Files.readString(file).replace("{port}", Integer.toString(port)));
      }
    }
  }

  /** As its module's pom.xml has it; that of the JDK for what is part of it. */
  String version(Jdk jdk) throws IOException {
    if (artifact.isEmpty()) {
      return Integer.toString(jdk.version());
    }
    Path pom = launch.home().resolveSibling("pom.xml");
    Matcher version =
        Pattern.compile("<artifactId>" + artifact + "</artifactId>\\s*<version>(.*?)</version>")
            .matcher(Files.readString(pom));
    if (!version.find()) {
      throw new IOException(artifact + " is not in " + pom);
    }
    return version.group(1);
  }

  /** The settings with which it asks for that. */
  List<String> withBacklog(int backlog) {
    return List.of(backlogSetting.replace("{backlog}", Integer.toString(backlog)));
  }

  /** Why it cannot be started here; empty where it can. */
  String missing() {
    return unseen && !Files.exists(Path.of(FieldServers.TCNATIVE, "libtcnative-1.so.0"))
        ? "its library is not there: apt install libtcnative-1"
        : "";
  }

  /** What is said of it although it is well, beside what is said of any. */
  boolean isItsNature(LogLine line) {
    return unseen && line.is("not_hooked");
  }

  @Override
  public String toString() {
    return name;
  }
}
