package io.acceptlag.agent.jvm;

/** The JVM and system we run on. */
public final class Jvm {
  private Jvm() {}

  /** 8, 11, 17 … */
  public static int javaVersion() {
    String version = System.getProperty("java.specification.version", "8");
    return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
  }

  /** By HotSpot's property, which other JVMs have too. */
  public static boolean hasPointersOf64Bits() {
    return !"32".equals(System.getProperty("sun.arch.data.model"));
  }

  public static boolean isLinux() {
    return "Linux".equals(System.getProperty("os.name"));
  }
}
