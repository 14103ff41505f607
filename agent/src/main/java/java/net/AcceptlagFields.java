package java.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Reads an instance field of any object, like a debugger: no method of the object is called, and
 * its package is not opened. It is in java.base, because only there is the Unsafe available that
 * can read fields of hidden classes, such as lambdas. Not for applications.
 */
public final class AcceptlagFields {
  private static final @Nullable Object UNSAFE = unsafe();
  private static final @Nullable MethodHandle OFFSET = find("objectFieldOffset", Field.class);

  /** Found by its name from Java 12 on, or by the earlier one. */
  private static final @Nullable MethodHandle REFERENCE =
      either("getReference", "getObject", Object.class, long.class);

  private static final @Nullable MethodHandle INT = find("getInt", Object.class, long.class);
  private static final @Nullable MethodHandle LONG = find("getLong", Object.class, long.class);

  private AcceptlagFields() {}

  public static boolean areReadable() {
    return OFFSET != null && REFERENCE != null && INT != null;
  }

  /**
   * @param field of a class that the object is of; neither static nor primitive
   */
  public static @Nullable Object reference(Object from, Field field) throws Throwable {
    return REFERENCE == null || OFFSET == null
        ? null
        : (Object) REFERENCE.invokeExact(from, (long) OFFSET.invokeExact(field));
  }

  /**
   * @param field of a class that the object is of; not static, an int
   */
  public static int number(Object from, Field field, int unknown) throws Throwable {
    return INT == null || OFFSET == null
        ? unknown
        : (int) INT.invokeExact(from, (long) OFFSET.invokeExact(field));
  }

  /**
   * @param field of a class that the object is of; not static, a long
   */
  public static long longNumber(Object from, Field field, long unknown) throws Throwable {
    return LONG == null || OFFSET == null
        ? unknown
        : (long) LONG.invokeExact(from, (long) OFFSET.invokeExact(field));
  }

  private static @Nullable MethodHandle either(
      String name, String olderName, Class<?>... parameters) {
    MethodHandle found = find(name, parameters);
    return found == null ? find(olderName, parameters) : found;
  }

  private static @Nullable MethodHandle find(String name, Class<?>... parameters) {
    if (UNSAFE == null) {
      return null;
    }
    try {
      // Java 8 gives a class in java.* no lookup of its own, so setAccessible is used.
      Method method = UNSAFE.getClass().getMethod(name, parameters);
      method.setAccessible(true);
      return MethodHandles.publicLookup().unreflect(method).bindTo(UNSAFE);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static @Nullable Object unsafe() {
    for (String name : new String[] {"jdk.internal.misc.Unsafe", "sun.misc.Unsafe"}) {
      try {
        Field field = Class.forName(name, true, null).getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return field.get(null);
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Java 8 has only the second.
      }
    }
    return null;
  }
}
