package example.meters;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Two web applications, each with its own copy of Micrometer, whose jar is the argument. Prints
 * {@code READY port}. Obeys {@code load NAME}, {@code wake NAME} (puts a registry into the global
 * one), {@code show NAME} (prints how many meters are acceptlag's), {@code drop NAME} (prints
 * COLLECTED once the loader is gone), {@code close} (the listener) and {@code quit}; prints DONE
 * after each.
 */
public final class Redeploy {
  private static final String PACKAGE = "io.micrometer.core.instrument.";
  private static final int TRIES = 300;

  private final URL jar;
  private final Map<String, ClassLoader> loaders = new HashMap<>();

  private Redeploy(URL jar) {
    this.jar = jar;
  }

  public static void main(String[] args) throws Exception {
    ServerSocket listener = new ServerSocket(0);
    System.out.println("READY " + listener.getLocalPort());
    Redeploy applications = new Redeploy(new File(args[0]).toURI().toURL());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); !line.equals("quit"); line = commands.readLine()) {
      if (line.equals("close")) {
        listener.close();
      } else {
        applications.obey(line.split(" ", -1));
      }
      System.out.println("DONE " + line);
    }
  }

  private void obey(String[] words) throws Exception {
    switch (words[0]) {
      case "load":
        ClassLoader loader = new URLClassLoader(new URL[] {jar}, null);
        loader.loadClass(PACKAGE + "Metrics");
        loaders.put(words[1], loader);
        break;
      case "wake":
        wake(loaders.get(words[1]));
        break;
      case "show":
        System.out.println("METERS " + words[1] + ' ' + meters(loaders.get(words[1])));
        break;
      default:
        drop(words[1]);
    }
  }

  private static void wake(ClassLoader loader) throws Exception {
    Object simple =
        loader
            .loadClass(PACKAGE + "simple.SimpleMeterRegistry")
            .getDeclaredConstructor()
            .newInstance();
    loader
        .loadClass(PACKAGE + "Metrics")
        .getMethod("addRegistry", loader.loadClass(PACKAGE + "MeterRegistry"))
        .invoke(null, simple);
  }

  private static int meters(ClassLoader loader) throws Exception {
    Object global = loader.loadClass(PACKAGE + "Metrics").getField("globalRegistry").get(null);
    int ours = 0;
    for (Object meter : (Iterable<?>) global.getClass().getMethod("getMeters").invoke(global)) {
      Object id = loader.loadClass(PACKAGE + "Meter").getMethod("getId").invoke(meter);
      Object name = id.getClass().getMethod("getName").invoke(id);
      ours += name.toString().startsWith("acceptlag.") ? 1 : 0;
    }
    return ours;
  }

  private void drop(String name) throws Exception {
    WeakReference<ClassLoader> gone = new WeakReference<>(loaders.remove(name));
    for (int i = 0; i < TRIES && gone.get() != null; i++) {
      System.gc();
      Thread.sleep(100);
    }
    System.out.println(gone.get() == null ? "COLLECTED" : "HELD");
  }
}
