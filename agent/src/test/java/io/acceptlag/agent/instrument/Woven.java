package io.acceptlag.agent.instrument;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A class file before and after it was woven. */
final class Woven {
  /** Whose it is, for the reader. */
  final String origin;

  final int javaVersion;
  final String className;
  final byte[] before;
  final byte[] after;

  Woven(String origin, int javaVersion, String className, byte[] before, byte[] after) {
    this.origin = origin;
    this.javaVersion = javaVersion;
    this.className = className;
    this.before = before;
    this.after = after;
  }

  /** All that are woven of a JDK, by Byte Buddy's ASM. */
  static List<Woven> byAsm(JdkClasses jdk) {
    List<Woven> woven = new ArrayList<>();
    for (String name : JdkClasses.WOVEN) {
      woven.add(of(jdk.toString(), jdk.version, name, jdk.classFile(name)));
    }
    return woven;
  }

  /** The same by the Class-File API of that JDK, which must be of 25 or newer. */
  static List<Woven> byClassFileApi(JdkClasses jdk, Path folder)
      throws IOException, InterruptedException {
    String output =
        JavaProgram.output(
            jdk,
            "-cp",
            System.getProperty("java.class.path"),
            WeaveByClassFileApi.class.getName(),
            folder.toString());
    assertTrue(output.contains("WOVEN"), () -> jdk + ": " + output);
    List<Woven> woven = new ArrayList<>();
    for (String name : JdkClasses.WOVEN) {
      byte[] after = Files.readAllBytes(folder.resolve(name + ".class"));
      woven.add(
          new Woven(jdk + " by its Class-File API", jdk.version, name, jdk.classFile(name), after));
    }
    return woven;
  }

  static Woven of(String origin, int javaVersion, String className, byte[] before) {
    byte[] accepts = new ClassWeaver<>(AcceptPath.class, className).weave(before);
    byte[] woven = accepts == null ? before : accepts;
    byte[] both = new ClassWeaver<>(ConnectPath.class, className).weave(woven);
    return new Woven(origin, javaVersion, className, before, both == null ? woven : both);
  }

  List<HookedPath> paths() {
    List<HookedPath> paths = new ArrayList<>(Arrays.asList(AcceptPath.values()));
    paths.addAll(Arrays.asList(ConnectPath.values()));
    paths.removeIf(path -> !path.isIn(className));
    return paths;
  }

  @Override
  public String toString() {
    return className + ", " + origin;
  }
}
