package io.acceptlag.benchmarks;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The agent's jar, in which nobody looks whether there is a place for its figures: what that costs
 * where there is none can be told by comparison only.
 */
final class WithoutSurfaces {
  private static final Path CLASSES = Path.of("benchmarks", "target", "without-surfaces");
  private static final String NAME = "io/acceptlag/agent/Surfaces";

  /** As the agent's own, but that it does nothing. */
  private static final String SOURCE =
      """
      package io.acceptlag.agent;

      final class Surfaces {
        Surfaces(
            Runnable recordings,
            java.util.function.Supplier<io.acceptlag.core.report.FiguresSource> sources,
            io.acceptlag.agent.view.OpenIncidents incidents,
            io.acceptlag.core.handshake.HandshakeProbe kernel,
            io.acceptlag.agent.jvm.PlatformServer platform,
            io.acceptlag.agent.jvm.Sightings micrometer,
            io.acceptlag.agent.config.RunningSettings settings,
            io.acceptlag.core.report.OwnHealth health,
            java.util.function.BiConsumer<io.acceptlag.core.report.Severity, String> notices) {}

        void poll() {}

        void close() {}
      }
      """;

  private WithoutSurfaces() {}

  static List<String> options() throws IOException {
    Files.createDirectories(CLASSES);
    compile();
    Path jar = CLASSES.resolve("acceptlag.jar");
    Files.copy(Agent.ACCEPTLAG.jar(), jar, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem entries = FileSystems.newFileSystem(jar, Map.of())) {
      Path entry = entries.getPath("inst", NAME + ".classdata");
      if (!Files.exists(entry)) {
        throw new IOException("no " + entry + " in " + jar);
      }
      Files.copy(CLASSES.resolve(NAME + ".class"), entry, StandardCopyOption.REPLACE_EXISTING);
    }
    return List.of("-javaagent:" + jar.toAbsolutePath());
  }

  private static void compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject source =
        new SimpleJavaFileObject(
            URI.create("string:///" + NAME + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return SOURCE;
          }
        };
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "--release",
              "8",
              "-Xlint:-options",
              "-proc:none",
              "-cp",
              "agent/target/classes:core/target/classes",
              "-d",
              CLASSES.toString());
      if (!compiler.getTask(complaints, files, null, options, null, List.of(source)).call()) {
        throw new IOException("Surfaces has changed, so its stand-in has to: " + complaints);
      }
    }
  }
}
