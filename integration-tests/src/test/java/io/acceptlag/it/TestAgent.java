package io.acceptlag.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Another agent than ours: {@code example.agent.ReplacingAgent} as a jar. */
final class TestAgent {
  private static final String MAIN = "example.agent.ReplacingAgent";

  private TestAgent() {}

  /** It replaces nothing. */
  static Path jar(Path folder) throws IOException {
    return jar(folder, "", new byte[0]);
  }

  /**
   * @param replaced internal name of the class that it gives another class file
   */
  static Path jar(Path folder, String replaced, byte[] classFile) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", MAIN);
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Can-Redefine-Classes", "true");
    Path jar = folder.resolve("other-agent.jar");
    Path classes = Workspace.programs().resolve("example/agent");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> agent = Files.list(classes)) {
      for (Path each : agent.toList()) {
        put(out, "example/agent/" + each.getFileName(), Files.readAllBytes(each));
      }
      if (!replaced.isEmpty()) {
        put(out, "replaced-name", replaced.getBytes(StandardCharsets.US_ASCII));
        put(out, "replaced", classFile);
      }
    }
    return jar;
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
  }
}
