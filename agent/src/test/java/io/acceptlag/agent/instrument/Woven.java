package io.acceptlag.agent.instrument;

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

  static Woven of(JdkClasses jdk, String className) {
    return of(jdk.toString(), jdk.version, className, jdk.classFile(className));
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
