package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of others, built from its Go module once, and kept. */
final class GoProgram {
  private static final Duration BUILD_BOUND = Duration.ofMinutes(20);

  private final String module;
  private final String version;
  private final List<String> flags;
  private final Path binary;

  /**
   * @param module whose last name is the program's
   * @param flags of {@code go install}
   */
  GoProgram(String module, String version, String... flags) {
    this.module = module;
    this.version = version;
    this.flags = List.of(flags);
    String name = module.substring(module.lastIndexOf('/') + 1);
    this.binary =
        Path.of(
            System.getProperty("user.home"), ".cache/acceptlag", name + "-" + version + "/" + name);
  }

  /** Why there is none, in one line; empty if there is one, or {@code go} to build it with. */
  String unavailability() {
    return Files.isExecutable(binary) || Collector.isAvailable()
        ? ""
        : "there is no go to build " + binary.getFileName() + " with";
  }

  /** Builds it, unless that has been done. */
  Path binary() throws IOException, InterruptedException {
    synchronized (GoProgram.class) {
      if (!Files.isExecutable(binary)) {
        Path cache = Files.createDirectories(binary.getParent());
        System.out.println("Building " + binary.getFileName() + " " + version + " in " + cache);
        // Beside its final place, so that another build never sees half of it.
        Path folder = Files.createTempDirectory(cache, "build");
        build(folder);
        Files.move(folder.resolve(binary.getFileName()), binary, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(log(folder));
        Files.delete(folder);
      }
      return binary;
    }
  }

  private void build(Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("go", "install", "-ldflags=-s -w"));
    command.addAll(flags);
    command.add(module + "@v" + version);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(folder).toFile());
    builder.environment().put("GOBIN", folder.toString());
    builder.environment().put("CGO_ENABLED", "0");
    Process process = builder.start();
    if (!process.waitFor(BUILD_BOUND.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(module + " cannot be built:\n" + Files.readString(log(folder)));
    }
  }

  private static Path log(Path folder) {
    return folder.resolve("build.log");
  }
}
