package example.early;

import javax.management.MBeanServerBuilder;

/** Says when the JVM makes it, and on which thread. */
public final class OwnMBeanServerBuilder extends MBeanServerBuilder {
  public OwnMBeanServerBuilder() {
    System.out.println("MBeanServerBuilder made by " + Thread.currentThread().getName());
  }
}
