package example.meters;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Two web applications, each with its own copy of Micrometer, whose jar is the argument. Prints
 * {@code READY port}. Obeys {@code load NAME}, {@code wake NAME} (puts a registry into the global
 * one), {@code refuse NAME} (puts three into it, of which the second that is told of one meter
 * throws, and the first that is told of another's end), {@code show NAME} (prints how many meters
 * are acceptlag's), {@code names NAME} (prints what these are called), {@code members NAME} (prints
 * that of each of its members), {@code drop NAME} (prints COLLECTED once the loader is gone),
 * {@code accept} (a connection of its own), {@code close} (the listener) and {@code quit}; prints
 * DONE after each.
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
      } else if (line.equals("accept")) {
        try (Socket client =
            new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
          listener.accept().close();
          client.getInputStream().read();
        }
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
        add(newRegistry(loaders.get(words[1])));
        break;
      case "refuse":
        refuse(loaders.get(words[1]));
        break;
      case "show":
        System.out.println("METERS " + words[1] + ' ' + meters(global(loaders.get(words[1]))));
        break;
      case "names":
        StringBuilder names = new StringBuilder("NAMES " + words[1]);
        for (Object meter : (Iterable<?>) call(global(loaders.get(words[1])), "getMeters")) {
          names.append(' ').append(name(meter));
        }
        System.out.println(names);
        break;
      case "members":
        StringBuilder all = new StringBuilder("MEMBERS " + words[1]);
        Object global = global(loaders.get(words[1]));
        for (Object each : (Iterable<?>) call(global, "getRegistries")) {
          all.append(' ').append(meters(each));
        }
        System.out.println(all);
        break;
      default:
        drop(words[1]);
    }
  }

  private static Object newRegistry(ClassLoader loader) throws Exception {
    return loader
        .loadClass(PACKAGE + "simple.SimpleMeterRegistry")
        .getDeclaredConstructor()
        .newInstance();
  }

  private static void add(Object registry) throws Exception {
    ClassLoader loader = registry.getClass().getClassLoader();
    loader
        .loadClass(PACKAGE + "Metrics")
        .getMethod("addRegistry", loader.loadClass(PACKAGE + "MeterRegistry"))
        .invoke(null, registry);
  }

  private static void refuse(ClassLoader loader) throws Exception {
    AtomicInteger added = new AtomicInteger();
    AtomicInteger removed = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      Object registry = newRegistry(loader);
      Object config = call(registry, "config");
      config
          .getClass()
          .getMethod("onMeterAdded", Consumer.class)
          .invoke(config, thrower("acceptlag.queue.limit", added, 2));
      config
          .getClass()
          .getMethod("onMeterRemoved", Consumer.class)
          .invoke(config, thrower("acceptlag.queue.length", removed, 1));
      add(registry);
    }
  }

  private static Consumer<Object> thrower(String name, AtomicInteger calls, int throwing) {
    return meter -> {
      if (name(meter).equals(name) && calls.incrementAndGet() == throwing) {
        throw new IllegalStateException("full of meters");
      }
    };
  }

  private static Object global(ClassLoader loader) throws Exception {
    return loader.loadClass(PACKAGE + "Metrics").getField("globalRegistry").get(null);
  }

  private static int meters(Object registry) throws Exception {
    int ours = 0;
    for (Object meter : (Iterable<?>) call(registry, "getMeters")) {
      ours += name(meter).startsWith("acceptlag.") ? 1 : 0;
    }
    return ours;
  }

  private static String name(Object meter) {
    try {
      Class<?> type = meter.getClass().getClassLoader().loadClass(PACKAGE + "Meter");
      return (String) call(type.getMethod("getId").invoke(meter), "getName");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Object on, String method) throws ReflectiveOperationException {
    return on.getClass().getMethod(method).invoke(on);
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
