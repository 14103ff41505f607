package io.acceptlag.agent.log;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** A landmark in one class loader, which is held weakly. */
class Sighting {
  final Landmark landmark;
  final long nanoTime;
  private final @Nullable WeakReference<ClassLoader> loader;

  /** A null loader is the boot loader. */
  Sighting(Landmark landmark, @Nullable ClassLoader loader, long nanoTime) {
    this.landmark = landmark;
    this.nanoTime = nanoTime;
    this.loader = loader == null ? null : new WeakReference<>(loader);
  }

  /** Null for the boot loader, and for one that is gone. */
  @Nullable ClassLoader loader() {
    return loader == null ? null : loader.get();
  }

  boolean isGone() {
    return loader != null && loader.get() == null;
  }

  /** Whether both stand for the same class. */
  boolean isSameAs(Sighting other) {
    return landmark == other.landmark && loader() == other.loader() && !isGone();
  }

  /** The class, which this does not initialise. */
  Class<?> findClass() throws ClassNotFoundException {
    ClassLoader held = loader();
    if (held == null && loader != null) {
      throw new ClassNotFoundException(landmark.className + ": its loader is gone");
    }
    return Class.forName(landmark.className, false, held);
  }
}
