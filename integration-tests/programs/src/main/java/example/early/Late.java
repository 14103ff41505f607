package example.early;

import example.accept.AcceptPaths;
import java.lang.management.ManagementFactory;
import java.util.logging.LogManager;

/**
 * Runs AcceptPaths with the given paths, and uses logging and management only then. Chooses its own
 * implementations itself unless the system property {@code chosen} says that it was done before.
 */
public final class Late {
  private Late() {}

  public static void main(String[] paths) throws Exception {
    if (!Boolean.getBoolean("chosen")) {
      System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
      System.setProperty("javax.management.builder.initial", OwnMBeanServerBuilder.class.getName());
    }
    AcceptPaths.main(paths);
    System.out.println("NOW");
    System.out.println("logs by " + LogManager.getLogManager().getClass().getName());
    System.out.println(
        "manages by " + ManagementFactory.getPlatformMBeanServer().getDefaultDomain());
  }
}
