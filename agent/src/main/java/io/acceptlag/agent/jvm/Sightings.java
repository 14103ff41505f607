package io.acceptlag.agent.jvm;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Which class loaders have loaded a class of one name. They are held weakly. */
public final class Sightings {
  private final String internalName;
  private final Queue<WeakReference<ClassLoader>> seen = new ConcurrentLinkedQueue<>();

  /**
   * @param className with dots
   */
  public Sightings(String className) {
    internalName = className.replace('.', '/');
    // All that is touched there is loaded here, because there it would be in another's loading.
    classSeen(internalName, null);
    seen.clear();
  }

  /**
   * To be called for every class that loads, from within its loading; more than once does no harm.
   *
   * @param name with slashes
   * @param loader null is the boot loader
   */
  public void classSeen(String name, @Nullable ClassLoader loader) {
    if (internalName.equals(name)) {
      seen.add(new WeakReference<>(loader));
    }
  }

  /** Whether there is one that was not taken yet. */
  public boolean any() {
    return !seen.isEmpty();
  }

  /** The next one not yet taken; null when there are no more. */
  public @Nullable WeakReference<ClassLoader> take() {
    return seen.poll();
  }
}
