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
    // Loads here all that classSeen uses, because there another class is being loaded.
    classSeen(internalName, null);
    seen.clear();
  }

  /**
   * Called for every class that loads, while it loads; calling it more than once is harmless.
   *
   * @param name with slashes
   * @param loader null is the boot loader
   */
  public void classSeen(String name, @Nullable ClassLoader loader) {
    if (internalName.equals(name)) {
      seen.add(new WeakReference<>(loader));
    }
  }

  /** Whether there is one that has not been taken yet. */
  public boolean any() {
    return !seen.isEmpty();
  }

  /** The next one not yet taken; null when there are no more. */
  public @Nullable WeakReference<ClassLoader> take() {
    return seen.poll();
  }
}
