package io.acceptlag.benchmarks.subject;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * A listener with which nothing happens, in an application that uses what acceptlag shows its
 * figures in: {@code jmx}, {@code micrometer}, {@code recording}, or {@code none} of them. Prints
 * how many microseconds of CPU time the agent's thread took in each tenth of a second, which is one
 * poll, and runs until its input ends.
 */
public final class Surfaced {
  private static final String METERS = "io.micrometer.core.instrument.";

  private Surfaced() {}

  /**
   * @param args what it uses, seconds before it is counted, and Micrometer's jar
   */
  public static void main(String[] args) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
      use(args[0], args[2]);
      Thread.sleep(1000 * Long.parseLong(args[1]));
      System.out.println("POLL " + IdleListeners.pollMicros());
      while (System.in.read() >= 0) {
        // Until the end.
      }
    }
  }

  private static void use(String surface, String micrometer) throws Exception {
    switch (surface) {
      case "jmx":
        ManagementFactory.getPlatformMBeanServer();
        break;
      case "micrometer":
        ClassLoader loader = new URLClassLoader(new URL[] {new File(micrometer).toURI().toURL()});
        Object registry =
            loader.loadClass(METERS + "simple.SimpleMeterRegistry").getConstructor().newInstance();
        loader
            .loadClass(METERS + "Metrics")
            .getMethod("addRegistry", loader.loadClass(METERS + "MeterRegistry"))
            .invoke(null, registry);
        break;
      case "recording":
        Class<?> recording = Class.forName("jdk.jfr.Recording");
        recording.getMethod("start").invoke(recording.getConstructor().newInstance());
        break;
      default:
        break;
    }
  }
}
