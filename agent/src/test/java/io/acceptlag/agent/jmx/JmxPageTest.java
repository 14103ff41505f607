package io.acceptlag.agent.jmx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.Test;

/** docs/jmx.md names every attribute, and both files of rules every number of a listener. */
class JmxPageTest {
  private static final Path TOP = Path.of("..");

  @Test
  void namesEveryAttribute() throws Exception {
    String page = Files.readString(TOP.resolve("docs/jmx.md"));
    for (Class<?> type : new Class<?>[] {ListenerMXBean.class, AgentMXBean.class}) {
      for (MBeanAttributeInfo attribute : attributes(type)) {
        assertTrue(page.contains("`" + attribute.getName() + "`"), attribute.getName());
      }
    }
  }

  @Test
  void rulesNameEveryNumberOfAListener() throws Exception {
    for (String file : new String[] {"jmx_exporter.yaml", "opentelemetry.yaml"}) {
      String rules = Files.readString(TOP.resolve("monitoring/jmx").resolve(file));
      for (MBeanAttributeInfo attribute : attributes(ListenerMXBean.class)) {
        String name = attribute.getName();
        boolean number =
            attribute.getType().equals("java.lang.Long")
                || attribute.getType().equals("java.lang.Double");
        assertTrue(!number || rules.contains(name), name + " in " + file);
      }
    }
  }

  private static MBeanAttributeInfo[] attributes(Class<?> type) throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.acceptlag.test:type=" + type.getSimpleName());
    Object bean =
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    server.registerMBean(mxBean(bean, type), name);
    try {
      return server.getMBeanInfo(name).getAttributes();
    } finally {
      server.unregisterMBean(name);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static StandardMBean mxBean(Object bean, Class<?> type) {
    return new StandardMBean(bean, (Class) type, true);
  }
}
