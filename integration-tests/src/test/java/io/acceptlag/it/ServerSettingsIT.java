package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The settings that lines advise are there in the servers' own jars: as a method or constant of the
 * class that takes them, or as a key in their metadata. Each row of docs/causes.md has its place in
 * server-settings.txt. The servers that only {@code -Pservers} lays are looked into there only.
 */
class ServerSettingsIT {
  private static final boolean ALL = Boolean.getBoolean("servers.all");
  private static final Pattern SPELLED = Pattern.compile("`([^`]+)`");

  /** In the JDK that runs the test. */
  private static final String JDK = "jdk";

  private record Row(String server, Set<String> keys) {
    @Override
    public String toString() {
      return server;
    }
  }

  /** Of the table of servers. */
  static List<Row> rows() throws IOException {
    return Files.readAllLines(Workspace.file("docs/causes.md")).stream()
        .dropWhile(line -> !line.equals("# Servers and their keys"))
        .dropWhile(line -> !line.startsWith("|---"))
        .skip(1)
        .takeWhile(line -> line.startsWith("| "))
        .map(line -> new Row(line.split(" \\| ", 2)[0].substring("| ".length()), keysIn(line)))
        .toList();
  }

  private static Set<String> keysIn(String line) {
    Set<String> keys = new TreeSet<>();
    Matcher spelled = SPELLED.matcher(line);
    while (spelled.find()) {
      keys.add(spelled.group(1));
    }
    return keys;
  }

  /** Each has its settings in our list, or one reason why not. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void eachSettingHasAPlace(Row row) throws Exception {
    Set<String> listed =
        settings().stream()
            .filter(setting -> setting.server.equals(row.server))
            .map(Setting::key)
            .collect(Collectors.toCollection(TreeSet::new));
    boolean excepted = exceptions().contains(row.server);
    assertEquals(excepted ? Set.of() : row.keys, listed, "in server-settings.txt");
    assertFalse(excepted && row.keys.isEmpty(), "an exception without a setting");
  }

  @Test
  void namesServersOfTheTableOnly() throws Exception {
    Set<String> named = new TreeSet<>(exceptions());
    settings().forEach(setting -> named.add(setting.server));
    rows().forEach(row -> named.remove(row.server));
    assertEquals(Set.of(), named);
  }

  /** Those whose module is laid always, and in the profile the others. */
  static List<String> laidServers() throws IOException {
    String pom = Files.readString(Workspace.file("integration-tests/servers/pom.xml"));
    String always = pom.substring(0, pom.indexOf("<profiles>")) + module(JDK);
    return settings().stream()
        .filter(setting -> ALL || always.contains(module(setting.module)))
        .map(setting -> setting.server)
        .distinct()
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("laidServers")
  void settingsAreThereAsTheyAreSpelled(String server) throws Exception {
    for (Setting setting : settings()) {
      if (setting.server.equals(server)) {
        assertTrue(isThere(setting), setting::toString);
      }
    }
  }

  private static List<Setting> settings() throws IOException {
    return lines().filter(parts -> parts.length > 2).map(Setting::of).toList();
  }

  private static Set<String> exceptions() throws IOException {
    return lines()
        .filter(parts -> parts.length == 2)
        .map(parts -> parts[0])
        .collect(Collectors.toSet());
  }

  private static Stream<String[]> lines() throws IOException {
    Path file = Workspace.file("integration-tests/src/test/resources/server-settings.txt");
    return Files.readAllLines(file).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" \\| ", -1));
  }

  private static String module(String name) {
    return "<module>" + name + "</module>";
  }

  private static boolean isThere(Setting setting) throws IOException {
    if (setting.module.equals(JDK)) {
      // Up to Java 17 at least, some are read in a class within.
      return isInJdk(setting.file, setting)
          || isInJdk(setting.file.replace(".class", "$1.class"), setting);
    }
    for (String part : List.of("server.jar", "libs", "dist")) {
      Path laid = Workspace.server(setting.module).resolve(part);
      if (Files.exists(laid)) {
        try (Stream<Path> files = Files.walk(laid)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            if (isIn(file, setting)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private static boolean isInJdk(String file, Setting setting) throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(file)) {
      return in != null && contains(in.readAllBytes(), setting.needle());
    }
  }

  /** Of a distribution some settings are in files of their own. */
  private static boolean isIn(Path file, Setting setting) throws IOException {
    if (file.endsWith(setting.file)) {
      return contains(Files.readAllBytes(file), setting.needle());
    }
    if (!file.toString().endsWith(".jar")) {
      return false;
    }
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      for (JarEntry entry : jar.stream().toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          if (entry.getName().equals(setting.file)
              ? contains(in.readAllBytes(), setting.needle())
              : entry.getName().endsWith(".jar") && isIn(in, setting)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Of Spring Boot the libraries lie in one jar. */
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
    static Setting of(String[] parts) {
      return new Setting(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    /** In a class file, a constant of exactly that text; in a module of Jetty, an assignment. */
    byte[] needle() throws IOException {
      if (file.endsWith(".mod")) {
        return (word + '=').getBytes(UTF_8);
      }
      if (!file.endsWith(".class")) {
        return ('"' + word + '"').getBytes(UTF_8);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      new DataOutputStream(bytes).writeUTF(word);
      return bytes.toByteArray();
    }
  }
}
