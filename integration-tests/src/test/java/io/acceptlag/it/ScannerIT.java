package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A real scanner, syft, finds what is in the jar: which part, in which version. */
@Isolated("its program is built first, which keeps both cores busy")
class ScannerIT {
  private static final GoProgram SYFT = new GoProgram("github.com/anchore/syft/cmd/syft", "1.57.1");

  /** Scanning takes a second. */
  private static final int BOUND_SECONDS = 120;

  /** Whose packages are in the jar: {@link PackagingIT} has them by the names of classes. */
  private static final Set<String> GROUPS =
      Set.of(
          "com.squareup.okhttp3",
          "com.squareup.okio",
          "io.acceptlag",
          "io.opentelemetry",
          "net.bytebuddy",
          "net.java.dev.jna",
          "org.jetbrains.kotlin");

  @TempDir Path folder;

  @BeforeAll
  static void need() {
    Missing.skipIf("What a scanner finds", SYFT.unavailability());
  }

  /** As somebody runs it who has the jar and knows nothing of it. */
  @Test
  void findsEachPartInTheJar() throws Exception {
    assertParts(scan("file:" + Workspace.agentJar()));
  }

  @Test
  void knowsTheExtension() throws Exception {
    assertEquals(
        Set.of("pkg:maven/io.acceptlag/acceptlag-opentelemetry@" + version()),
        scan("file:" + Workspace.openTelemetryExtension()));
  }

  /** By the bill of materials alone, which it reads in folders only. */
  @Test
  void findsEachPartInTheUnpackedJarByTheBill() throws Exception {
    unpack(Workspace.agentJar());
    Set<String> parts =
        scan("dir:" + folder, "--override-default-catalogers", "sbom-cataloger").stream()
            .map(part -> part.replaceFirst("[?]type=jar$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertParts(parts);
  }

  private static void assertParts(Set<String> found) throws IOException {
    assertEquals(billed(), found);
    assertEquals(
        GROUPS,
        found.stream()
            .map(part -> part.replaceFirst("^pkg:maven/([^/]+)/.*", "$1"))
            .collect(Collectors.toSet()));
    assertTrue(
        found.contains("pkg:maven/io.acceptlag/acceptlag-agent@" + version()), found::toString);
  }

  /** What the build put in; that it is complete, {@link PackagingIT} shows class by class. */
  private static Set<String> billed() throws IOException {
    String bill =
        new String(
            Workspace.agentEntry("META-INF/sbom/acceptlag.cdx.json"), StandardCharsets.UTF_8);
    return Pattern.compile("\"purl\" : \"(pkg:maven/[^\"?]+)[?]type=jar\"")
        .matcher(bill)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String version() {
    return System.getProperty("acceptlag.version");
  }

  private Set<String> scan(String what, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(SYFT.binary().toString(), "scan", "-q"));
    command.addAll(List.of(options));
    Path log = Files.createTempFile("syft", ".log");
    Path purls = Files.createTempFile("syft", ".purls");
    command.addAll(List.of("-o", "purls=" + purls, what));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SYFT_CHECK_FOR_APP_UPDATE", "false");
    Process process = builder.start();
    boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended && process.exitValue() == 0, Files.readString(log));
    Set<String> parts = new TreeSet<>(Files.readAllLines(purls));
    Files.delete(log);
    Files.delete(purls);
    return parts;
  }

  private void unpack(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(entry -> !entry.isDirectory()).toList()) {
        Path unpacked = folder.resolve(entry.getName());
        Files.createDirectories(unpacked.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, unpacked);
        }
      }
    }
  }
}
