package io.acceptlag.agent.jvm;

import java.lang.reflect.Field;
import java.net.AcceptlagClassState;
import org.jspecify.annotations.Nullable;

/**
 * The platform MBean server, if it exists. Asking ManagementFactory for it would create it,
 * although the application may choose its kind. So the field is read, once the application or the
 * JVM (com.sun.management.jmxremote) has initialised that class. For one thread.
 */
public final class PlatformServer {
  private static final String FACTORY = "java.lang.management.ManagementFactory";

  private final BaseModule base;
  private final Sightings factories = new Sightings(FACTORY);
  private @Nullable Class<?> factory;
  private @Nullable Field field;
  private boolean unreadable;

  public PlatformServer(BaseModule base) {
    this.base = base;
  }

  /** As {@link Sightings#classSeen}. */
  public void classSeen(String name, @Nullable ClassLoader loader) {
    factories.classSeen(name, loader);
  }

  /** False while ManagementFactory is not in use; costs nothing then. */
  public boolean mayExist() {
    if (factory == null && factories.any() && !unreadable) {
      try {
        factory = Class.forName(FACTORY, false, null);
      } catch (ClassNotFoundException | LinkageError e) {
        unreadable = true;
      }
    }
    return factory != null && !unreadable && AcceptlagClassState.isInitialized(factory);
  }

  /** A javax.management.MBeanServer; null if there is none yet, or if that cannot be known. */
  public @Nullable Object find() {
    try {
      Class<?> type = factory;
      if (type == null || unreadable) {
        return null;
      }
      if (field == null) {
        base.openTo(type, "java.lang.management");
        Field found = type.getDeclaredField("platformMBeanServer");
        found.setAccessible(true);
        field = found;
      }
      return field.get(null);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // Another JVM than OpenJDK's.
      unreadable = true;
      return null;
    }
  }
}
