package example.early;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Tells what it finds itself in, when asked: "properties" prints each system property as {@code
 * PROPERTY name=value}, "threads" each thread as {@code THREAD name}, "group" those of its own
 * group and all below as {@code GROUP name}, "load FILE" loads a native library and prints {@code
 * LOADED}, or why it could not. After each {@code DONE}; "quit" ends it.
 */
public final class Surroundings {
  private Surroundings() {}

  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
      tell(line);
      System.out.println("DONE " + line);
    }
  }

  private static void tell(String what) {
    if (what.equals("properties")) {
      Properties properties = System.getProperties();
      for (String name : properties.stringPropertyNames()) {
        String value = properties.getProperty(name);
        System.out.println("PROPERTY " + name + "=" + value.replace("\n", "\\n"));
      }
    } else if (what.equals("threads")) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        System.out.println("THREAD " + thread.getName());
      }
    } else if (what.equals("group")) {
      Thread[] group = new Thread[2 * Thread.activeCount() + 16];
      int count = Thread.enumerate(group);
      for (int i = 0; i < count; i++) {
        System.out.println("GROUP " + group[i].getName());
      }
    } else if (what.startsWith("load ")) {
      try {
        System.load(what.substring("load ".length()));
        System.out.println("LOADED");
      } catch (UnsatisfiedLinkError e) {
        System.out.println("NOT LOADED " + e.getMessage());
      }
    }
  }
}
