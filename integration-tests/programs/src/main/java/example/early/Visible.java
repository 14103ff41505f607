package example.early;

import java.security.CodeSource;

/**
 * For each class named on the command line prints {@code <class> <where from>}: the jar that this
 * program's loader takes it from, {@code resource} when there is only its class file, or {@code
 * nothing}.
 */
public final class Visible {
  private Visible() {}

  public static void main(String[] classes) throws Exception {
    for (String name : classes) {
      System.out.println(name + " " + whereFrom(name));
    }
    // The agent starts beside main; whatever it brings is there by now.
    System.out.println("READY");
    System.in.read();
    for (String name : classes) {
      System.out.println("LATER " + name + " " + whereFrom(name));
    }
  }

  private static String whereFrom(String name) throws Exception {
    try {
      Class<?> type = Class.forName(name);
      CodeSource source = type.getProtectionDomain().getCodeSource();
      return source == null ? "boot" : source.getLocation().getPath();
    } catch (ClassNotFoundException e) {
      String file = name.replace('.', '/') + ".class";
      return Visible.class.getClassLoader().getResource(file) != null
              || ClassLoader.getSystemResource(file) != null
          ? "resource"
          : "nothing";
    }
  }
}
