package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {
  private static final String TOMCAT = "org.springframework.boot.tomcat.TomcatWebServer";

  private int listed;
  private boolean leaving;

  private final LoadedClasses classes =
      new LoadedClasses(
          (Instrumentation)
              Proxy.newProxyInstance(
                  LoadedClassesTest.class.getClassLoader(),
                  new Class<?>[] {Instrumentation.class},
                  (proxy, method, arguments) -> list()));

  private Class<?>[] list() {
    listed++;
    return leaving ? null : new Class<?>[] {String.class};
  }

  @Test
  void aServersClassIsNoticedAsItLoads() {
    classes.lookForServers("none");
    assertFalse(classes.has(TOMCAT));
    classes.classSeen(TOMCAT.replace('.', '/'), null);
    assertTrue(classes.has(TOMCAT));
    assertEquals(1, listed, "all classes are listed at the start only");
  }

  @Test
  void anotherIsLookedForAmongAll() {
    classes.lookForServers("none");
    assertTrue(classes.has("java.lang.String"));
    assertFalse(classes.has("com.acme.Shop"));
  }

  /** HotSpot's answer where main has returned meanwhile. */
  @Test
  void aJvmOnItsWayOutHasNone() {
    leaving = true;
    classes.lookForServers("none");
    assertFalse(classes.has("java.lang.String"));
  }

  @Test
  void saysNoVersionOfSeveralClassesOfOneName() {
    classes.lookForServers("none");
    classes.classSeen(TOMCAT.replace('.', '/'), LoadedClassesTest.class.getClassLoader());
    classes.classSeen(TOMCAT.replace('.', '/'), ClassLoader.getPlatformClassLoader());
    assertNull(classes.version(TOMCAT));
  }

  /** JUnit's jar has one in its manifest; the JDK's classes have no loader to ask. */
  @Test
  void aVersionIsThatOfTheManifest() {
    ClassLoader loader = Test.class.getClassLoader();
    assertEquals(
        Test.class.getPackage().getImplementationVersion(),
        PackageVersion.of(Test.class.getName(), loader));
    assertNotNull(PackageVersion.of(Test.class.getName(), loader));
    assertNull(PackageVersion.of(LoadedClassesTest.class.getName(), loader));
  }
}
