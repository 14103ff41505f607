package io.acceptlag.agent.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The class files of another JDK, read without starting it. */
final class JdkClasses {
  /** Those of the JDK's that are woven; each JDK from 8 on has them all. */
  static final List<String> WOVEN =
      List.of(
          "java/net/ServerSocket",
          "java/net/Socket",
          "sun/nio/ch/ServerSocketChannelImpl",
          "sun/nio/ch/SocketChannelImpl",
          "sun/nio/ch/AsynchronousServerSocketChannelImpl",
          "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl",
          "sun/nio/ch/UnixAsynchronousSocketChannelImpl",
          "sun/nio/ch/AsynchronousSocketChannelImpl");

  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");

  private static final Collection<JdkClasses> FOUND = find();

  final int version;
  final Path home;
  private final Map<String, byte[]> classFiles = new HashMap<>();

  private JdkClasses(int version, Path home) {
    this.version = version;
    this.home = home;
  }

  /** One of each feature release: of those that test.jdks lists, else of those in usual places. */
  static Collection<JdkClasses> found() {
    return FOUND;
  }

  /** The class before anything is woven. */
  byte[] classFile(String internalName) {
    return classFiles.get(internalName);
  }

  private static Collection<JdkClasses> find() {
    Map<Integer, JdkClasses> byVersion = new TreeMap<>();
    for (Path home : homes()) {
      int version = versionOf(home);
      if (version > 0 && !byVersion.containsKey(version)) {
        JdkClasses jdk = new JdkClasses(version, home);
        jdk.read();
        byVersion.put(version, jdk);
      }
    }
    return byVersion.values();
  }

  private void read() {
    try {
      Path jar = runtimeJar(home);
      if (jar == null) {
        readModules();
      } else {
        readJar(jar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the classes of " + home, e);
    }
  }

  private void readJar(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      for (String name : WOVEN) {
        try (InputStream in = jar.getInputStream(jar.getEntry(name + ".class"))) {
          classFiles.put(name, in.readAllBytes());
        }
      }
    }
  }

  private void readModules() throws IOException {
    try (FileSystem modules =
        FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()))) {
      for (String name : WOVEN) {
        Path file = modules.getPath("/modules/java.base", name + ".class");
        classFiles.put(name, Files.readAllBytes(file));
      }
    }
  }

  private static int versionOf(Path home) {
    try {
      if (runtimeJar(home) != null) {
        return 8;
      }
      Matcher matcher = VERSION.matcher(Files.readString(home.resolve("release")));
      return Files.exists(home.resolve("lib/modules")) && matcher.find()
          ? Integer.parseInt(matcher.group(1))
          : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static Path runtimeJar(Path home) {
    for (String place : List.of("jre/lib/rt.jar", "lib/rt.jar")) {
      if (Files.exists(home.resolve(place))) {
        return home.resolve(place);
      }
    }
    return null;
  }

  private static List<Path> homes() {
    List<Path> homes = new ArrayList<>();
    String listed = System.getProperty("test.jdks", "");
    if (!listed.isBlank()) {
      for (String home : listed.split("[,:]", -1)) {
        homes.add(Path.of(home.strip()));
      }
      return homes;
    }
    homes.add(Path.of(System.getProperty("java.home")));
    for (Path place :
        List.of(
            Path.of("/opt/jdks"),
            Path.of("/usr/lib/jvm"),
            Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"))) {
      if (Files.isDirectory(place)) {
        homes.addAll(sortedChildren(place));
      }
    }
    return homes;
  }

  private static List<Path> sortedChildren(Path folder) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(children::add);
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + folder, e);
    }
    children.sort(null);
    return children;
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
