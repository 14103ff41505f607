package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.acceptlag.core.evidence.ServerFigures;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerBeansTest {
  private final MBeanServer server = MBeanServerFactory.createMBeanServer("test");
  private final ServerBeans beans = new ServerBeans(type -> true);

  @AfterEach
  void release() {
    MBeanServerFactory.releaseMBeanServer(server);
  }

  @Test
  void tomcatByItsPort() throws Exception {
    register("Tomcat:type=ThreadPool,name=\"http-nio-8081\"", tomcat(8081, 7));
    register("Tomcat:type=ThreadPool,name=\"http-nio-8080\"", tomcat(8080, 200));
    register("Tomcat:type=ThreadPool,name=\"http-nio-8080\",subType=SocketProperties", Map.of());
    assertFigures("200 of 8192, 12 of 250", 8080);
    assertFigures("7 of 8192, 12 of 250", 8081);
    assertEquals("unknown", figures(8082));
  }

  @Test
  void xnioByItsAddress() throws Exception {
    register(
        "org.xnio:type=Xnio,provider=\"nio\",worker=\"XNIO-1\",address=\"/127.0.0.1:8080\"",
        Map.of("ConnectionCount", () -> 3, "ConnectionLimitHighWater", () -> 4));
    register("org.xnio:type=Xnio,provider=\"nio\",worker=\"XNIO-1\"", Map.of());
    assertFigures("3 of 4, -1 of -1", 8080);
    assertEquals("unknown", figures(80));
  }

  @Test
  void theOnlyLimitOfJettyOnceItIsReached() throws Exception {
    AtomicInteger connections = new AtomicInteger(2);
    Map<String, Supplier<Object>> limit =
        Map.of("connections", connections::get, "maxConnections", () -> 3);
    register("org.eclipse.jetty.server:type=connectionlimit,id=0", limit);
    assertEquals("unknown", figures(8080));
    connections.set(3);
    assertFigures("3 of 3, -1 of -1", 8080);
    register("org.eclipse.jetty.server:type=connectionlimit,id=1", limit);
    assertEquals("unknown", figures(8080), "which of them?");
  }

  @Test
  void jetty12CountsThoseThatItIsAboutToTakeToo() throws Exception {
    register(
        "org.eclipse.jetty.server:type=networkconnectionlimit,id=0",
        Map.of(
            "networkConnectionCount",
            () -> 2,
            "pendingNetworkConnectionCount",
            () -> 1,
            "maxNetworkConnectionCount",
            () -> 3));
    assertFigures("3 of 3, -1 of -1", 8080);
  }

  @Test
  void aBeanThatHangsHoldsUpNobodyForLongAndIsLeftAlone() throws Exception {
    AtomicInteger reads = new AtomicInteger();
    CountDownLatch stuck = new CountDownLatch(1);
    register(
        "Tomcat:type=ThreadPool,name=\"http-nio-8080\"",
        Map.of(
            "localPort",
            () -> {
              reads.incrementAndGet();
              await(stuck);
              return 80;
            }));
    assertEquals("unknown", figures(8080));
    // It may be asked after we have waited.
    while (reads.get() == 0) {
      Thread.onSpinWait();
    }
    assertEquals("unknown", figures(8080));
    assertEquals(1, reads.get());
    stuck.countDown();
    while (reads.get() == 1) {
      figures(8080);
    }
  }

  @Test
  void aBeanThatFailsSaysNothing() throws Exception {
    register(
        "Tomcat:type=ThreadPool,name=\"http-nio-8080\"",
        Map.of(
            "localPort",
            () -> {
              throw new AssertionError("of the server's own");
            }));
    assertEquals("unknown", figures(8080));
  }

  @Test
  void nothingIsAskedWhereTheApplicationHasNoMBeanServer() throws Exception {
    register("Tomcat:type=ThreadPool,name=\"http-nio-8080\"", tomcat(8080, 200));
    assertFalse(new ServerBeans(type -> false).figures(8080).known());
  }

  private static Map<String, Supplier<Object>> tomcat(int port, long connections) {
    return Map.of(
        "localPort",
        () -> port,
        "connectionCount",
        () -> connections,
        "maxConnections",
        () -> 8192,
        "currentThreadsBusy",
        () -> 12,
        "maxThreads",
        () -> 250);
  }

  /** Asks again where a busy machine does not tell them in time. */
  private void assertFigures(String expected, int port) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String told = figures(port);
    while (told.equals("unknown") && System.nanoTime() - deadline < 0) {
      Thread.sleep(1);
      told = figures(port);
    }
    assertEquals(expected, told);
  }

  private String figures(int port) {
    ServerFigures figures = beans.figures(port);
    return figures.known()
        ? figures.connections()
            + " of "
            + figures.limit()
            + ", "
            + figures.busy()
            + " of "
            + figures.workers()
        : "unknown";
  }

  private void register(String name, Map<String, Supplier<Object>> attributes) throws Exception {
    server.registerMBean(new Bean(attributes), new ObjectName(name));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Bean(Map<String, Supplier<Object>> attributes) implements DynamicMBean {
    @Override
    public Object getAttribute(String name) {
      return attributes.get(name).get();
    }

    @Override
    public AttributeList getAttributes(String[] names) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Attribute attribute) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AttributeList setAttributes(AttributeList changed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object invoke(String action, Object[] arguments, String[] signature) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
      return new MBeanInfo(Bean.class.getName(), null, null, null, null, null);
    }
  }
}
