package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The settings that lines advise are there in the servers' own jars: as a method or constant of the
 * class that takes them, or as a key in their metadata.
 */
class ServerSettingsIT {
  private static final Pattern SPELLED = Pattern.compile("`([^`]+)`");

  static Stream<String> servers() throws IOException {
    return settings().map(setting -> setting.server).distinct();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void settingsAreThereAsTheyAreSpelled(String server) throws Exception {
    List<Setting> settings = settings().filter(each -> each.server.equals(server)).toList();
    assertEquals(
        inDocument(server),
        settings.stream().map(Setting::key).collect(Collectors.toCollection(TreeSet::new)),
        "server-settings.txt has those of docs/causes.md");
    for (Setting setting : settings) {
      assertTrue(isThere(setting), setting::toString);
    }
  }

  private static Stream<Setting> settings() throws IOException {
    Path file = Workspace.file("integration-tests/src/test/resources/server-settings.txt");
    return Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).map(Setting::of);
  }

  /** All settings in the table of servers. */
  private static Set<String> inDocument(String server) throws IOException {
    List<String> rows =
        Files.readAllLines(Workspace.file("docs/causes.md")).stream()
            .dropWhile(line -> !line.equals("# Servers and their keys"))
            .filter(line -> line.startsWith("| " + server + " | "))
            .toList();
    assertEquals(1, rows.size(), server);
    Set<String> keys = new TreeSet<>();
    Matcher spelled = SPELLED.matcher(rows.get(0));
    while (spelled.find()) {
      keys.add(spelled.group(1));
    }
    return keys;
  }

  private static boolean isThere(Setting setting) throws IOException {
    Path target = Workspace.server(setting.module);
    // Of Spring Boot the libraries lie in one jar.
    try (Stream<Path> jars =
        Files.exists(target.resolve("server.jar"))
            ? Stream.of(target.resolve("server.jar"))
            : Files.list(target.resolve("libs"))) {
      for (Path jar : jars.toList()) {
        try (InputStream in = Files.newInputStream(jar)) {
          if (isIn(in, setting)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private static boolean isIn(InputStream jar, Setting setting) throws IOException {
    ZipInputStream entries = new ZipInputStream(jar);
    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      if (entry.getName().equals(setting.file)
          ? contains(entries.readAllBytes(), setting.needle())
          : entry.getName().endsWith(".jar") && isIn(entries, setting)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] file, byte[] needle) {
    return new String(file, ISO_8859_1).contains(new String(needle, ISO_8859_1));
  }

  private record Setting(String server, String module, String key, String file, String word) {
    static Setting of(String line) {
      String[] parts = line.split(" \\| ", -1);
      return new Setting(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    /** In a class file, a constant of exactly that text. */
    byte[] needle() throws IOException {
      if (!file.endsWith(".class")) {
        return ('"' + word + '"').getBytes(UTF_8);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      new DataOutputStream(bytes).writeUTF(word);
      return bytes.toByteArray();
    }
  }
}
