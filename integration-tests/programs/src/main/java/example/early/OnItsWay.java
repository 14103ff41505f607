package example.early;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Paths;

/**
 * Loads a class whose superclass takes long to load: until an agent has begun its work. Its
 * arguments are the names of both, the agent's thread, and the jars that have them. Prints {@code
 * READY}, and {@code LOADED} when the class is there.
 */
public final class OnItsWay {
  private static final long PAUSE_MILLIS = 1;

  private OnItsWay() {}

  public static void main(String[] args) throws Exception {
    URL[] jars = new URL[args.length - 3];
    for (int i = 0; i < jars.length; i++) {
      jars[i] = url(args[i + 3]);
    }
    ClassLoader loader = new Slow(jars, args[1], args[2]);
    System.out.println("READY");
    Class<?> loaded = Class.forName(args[0], false, loader);
    System.out.println("LOADED " + loaded.getName());
    System.in.read();
  }

  private static URL url(String jar) throws MalformedURLException {
    return Paths.get(jar).toUri().toURL();
  }

  private static final class Slow extends URLClassLoader {
    private final String slow;
    private final String thread;

    Slow(URL[] jars, String slow, String thread) {
      super(jars, null);
      this.slow = slow;
      this.thread = thread;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      while (name.equals(slow) && !isAlive(thread)) {
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
      return super.findClass(name);
    }

    private static boolean isAlive(String thread) {
      return Thread.getAllStackTraces().keySet().stream()
          .anyMatch(each -> each.getName().equals(thread));
    }
  }
}
