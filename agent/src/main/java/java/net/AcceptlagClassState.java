package java.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a class has been initialised, without doing so. Lies in java.base because that is
 * where it can be asked for without a warning: sun.misc.Unsafe lost the method in Java 22. Not for
 * applications.
 */
public final class AcceptlagClassState {
  private static final @Nullable MethodHandle SHOULD_BE_INITIALIZED = find();

  private AcceptlagClassState() {}

  /** False also where it cannot be told. */
  public static boolean isInitialized(Class<?> type) {
    MethodHandle shouldBeInitialized = SHOULD_BE_INITIALIZED;
    if (shouldBeInitialized == null) {
      return false;
    }
    try {
      return !(boolean) shouldBeInitialized.invoke(type);
    } catch (Throwable e) {
      return false;
    }
  }

  private static @Nullable MethodHandle find() {
    for (String name : new String[] {"jdk.internal.misc.Unsafe", "sun.misc.Unsafe"}) {
      try {
        Class<?> unsafeType = Class.forName(name, true, null);
        Field field = unsafeType.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        // Java 8 gives no lookup of its own to a class in java.*; setAccessible makes up for it.
        Method method = unsafeType.getMethod("shouldBeInitialized", Class.class);
        method.setAccessible(true);
        return MethodHandles.publicLookup().unreflect(method).bindTo(field.get(null));
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Java 8 has the second only.
      }
    }
    return null;
  }
}
