package java.net;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Looks up host names without InetAddress's cache. The first use of that fixes how long addresses
 * are cached, which is a security property, and so reads all of these. It is in java.base, because
 * the look-up can be called only there. Not for applications.
 */
public final class AcceptlagNames {
  private AcceptlagNames() {}

  /** The addresses of a host, looked up each time. */
  public static InetAddress[] lookup(String host) throws UnknownHostException {
    try {
      return askNameService(host);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof UnknownHostException) {
        throw (UnknownHostException) e.getCause();
      }
      return InetAddress.getAllByName(host);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return InetAddress.getAllByName(host);
    }
  }

  private static InetAddress[] askNameService(String host) throws ReflectiveOperationException {
    Method lookup = nameService();
    if (lookup != null) {
      Object[] arguments = new Object[lookup.getParameterCount()];
      arguments[0] = host;
      return (InetAddress[]) lookup.invoke(null, arguments);
    }
    // On Java 8 one method does the look-up and uses the cache.
    Object implementation = InetAddress.class.getDeclaredField("impl").get(null);
    return (InetAddress[])
        Class.forName("java.net.InetAddressImpl")
            .getMethod("lookupAllHostAddr", String.class)
            .invoke(implementation, host);
  }

  /** The method without the cache; static and visible in the package from Java 9 on. */
  private static @Nullable Method nameService() {
    if (isJava8()) {
      return null;
    }
    for (Method method : InetAddress.class.getDeclaredMethods()) {
      if (method.getName().equals("getAddressesFromNameService")) {
        return method;
      }
    }
    return null;
  }

  /** Not by a system property: an application may have cleared them all. */
  private static boolean isJava8() {
    try {
      Class.forName("java.lang.Module", false, null);
      return false;
    } catch (ClassNotFoundException e) {
      return true;
    }
  }
}
