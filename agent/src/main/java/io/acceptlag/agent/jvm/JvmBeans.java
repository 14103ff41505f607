package io.acceptlag.agent.jvm;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's own beans, from where ManagementFactory gets them. From Java 9 on ManagementFactory
 * itself first looks for those of all modules, which loads a hundred classes for two beans. No bean
 * is registered, and no MBean server is made.
 */
public final class JvmBeans {
  private final @Nullable Class<?> helper;
  private @Nullable ThreadMXBean threads;

  private JvmBeans(@Nullable Class<?> helper) {
    this.helper = helper;
  }

  public static JvmBeans open(BaseModule base) {
    try {
      // A class of HotSpot, in every JDK from 8 on, but not exported.
      Class<?> helper = Class.forName("sun.management.ManagementFactoryHelper", true, null);
      base.openTo(helper, "sun.management");
      return new JvmBeans(helper);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // An image without java.management, or another JVM than HotSpot.
      return new JvmBeans(null);
    }
  }

  /**
   * @throws LinkageError in an image without java.management
   */
  List<GarbageCollectorMXBean> collectors() {
    List<GarbageCollectorMXBean> collectors = new ArrayList<>();
    Object found = bean("getGarbageCollectorMXBeans");
    if (found instanceof List) {
      for (Object collector : (List<?>) found) {
        collectors.add((GarbageCollectorMXBean) collector);
      }
    }
    return collectors.isEmpty() ? ManagementFactory.getGarbageCollectorMXBeans() : collectors;
  }

  /**
   * When this JVM was started.
   *
   * @throws LinkageError in an image without java.management
   */
  long startMillis() {
    Object found = bean("getRuntimeMXBean");
    return found instanceof RuntimeMXBean
        ? ((RuntimeMXBean) found).getStartTime()
        : ManagementFactory.getRuntimeMXBean().getStartTime();
  }

  /**
   * For one thread.
   *
   * @throws LinkageError in an image without java.management
   */
  ThreadMXBean threads() {
    ThreadMXBean known = threads;
    if (known == null) {
      Object found = bean("getThreadMXBean");
      known =
          found instanceof ThreadMXBean
              ? (ThreadMXBean) found
              : ManagementFactory.getThreadMXBean();
      threads = known;
    }
    return known;
  }

  private @Nullable Object bean(String getter) {
    try {
      return helper == null ? null : helper.getMethod(getter).invoke(null);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }
}
