package io.acceptlag.agent.jvm;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Implementation-Version in the manifest of a class's jar, as its loader has read it.
 * Class.getPackage is not used: on Java 8 it calls a method which class loaders override (such as
 * that of jboss-modules), and on newer versions it may define a package.
 */
final class PackageVersion {
  private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z._+-]{0,39}");

  private PackageVersion() {}

  /** Null if there is none, or if it does not look like a version. */
  static @Nullable String of(String className, ClassLoader loader) {
    int dot = className.lastIndexOf('.');
    try {
      Package found = dot < 0 ? null : defined(loader, className.substring(0, dot));
      String version = found == null ? null : found.getImplementationVersion();
      return version != null && VERSION.matcher(version).matches() ? version : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable Package defined(ClassLoader loader, String name)
      throws ReflectiveOperationException {
    Method getDefinedPackage;
    try {
      getDefinedPackage = ClassLoader.class.getMethod("getDefinedPackage", String.class);
    } catch (NoSuchMethodException e) {
      return definedOn8(loader, name);
    }
    // Final, so it calls nothing of the loader's.
    return (Package) getDefinedPackage.invoke(loader, name);
  }

  private static @Nullable Package definedOn8(ClassLoader loader, String name)
      throws ReflectiveOperationException {
    Field packages = ClassLoader.class.getDeclaredField("packages");
    packages.setAccessible(true);
    return (Package) ((Map<?, ?>) packages.get(loader)).get(name);
  }
}
