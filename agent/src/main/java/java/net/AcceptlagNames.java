package java.net;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Looks up host names without what InetAddress keeps for good when it does so for the first time:
 * how long addresses are cached, which is a security property, so that all of these are read. Lies
 * in java.base because that is where it is reached. Not for applications.
 */
public final class AcceptlagNames {
  private AcceptlagNames() {}

  /** The addresses of a host, asked for again each time. */
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
    // Java 8 has it in one method with the cache.
    Object implementation = InetAddress.class.getDeclaredField("impl").get(null);
    return (InetAddress[])
        Class.forName("java.net.InetAddressImpl")
            .getMethod("lookupAllHostAddr", String.class)
            .invoke(implementation, host);
  }

  /** Static and visible in the package from Java 9 on, where the cache is apart from it. */
  private static @Nullable Method nameService() {
    if (System.getProperty("java.specification.version", "1.").startsWith("1.")) {
      return null;
    }
    for (Method method : InetAddress.class.getDeclaredMethods()) {
      if (method.getName().equals("getAddressesFromNameService")) {
        return method;
      }
    }
    return null;
  }
}
