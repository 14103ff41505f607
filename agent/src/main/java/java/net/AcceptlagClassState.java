package java.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a class has been initialised, without initialising it. It is in java.base because
 * only there it can be asked without a warning: sun.misc.Unsafe lost the method in Java 22. Not for
 * applications.
 */
public final class AcceptlagClassState {
  private static final @Nullable MethodHandle SHOULD_BE_INITIALIZED = find();

  private AcceptlagClassState() {}

  /** False also if it is not known. */
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
        // Java 8 gives a class in java.* no lookup of its own, so setAccessible is used.
        Method method = unsafeType.getMethod("shouldBeInitialized", Class.class);
        method.setAccessible(true);
        return MethodHandles.publicLookup().unreflect(method).bindTo(field.get(null));
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Java 8 has only the second.
      }
    }
    return null;
  }
}
