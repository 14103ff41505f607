package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {
  private static final String TOMCAT = "org.springframework.boot.tomcat.TomcatWebServer";

  private static final Class<?> ON_ITS_WAY = Test.class;

  private int listed;
  private Class<?> @Nullable [] loaded = {String.class};

  private final LoadedClasses classes =
      new LoadedClasses(
          (Instrumentation)
              Proxy.newProxyInstance(
                  LoadedClassesTest.class.getClassLoader(),
                  new Class<?>[] {Instrumentation.class},
                  (proxy, method, arguments) -> list()));

  private Class<?> @Nullable [] list() {
    listed++;
    return loaded;
  }

  @Test
  void aServersClassIsNoticedAsItLoads() {
    classes.lookForServers("none");
    assertFalse(classes.has(TOMCAT));
    classes.classSeen(TOMCAT.replace('.', '/'), null);
    assertTrue(classes.has(TOMCAT));
    assertEquals(1, listed, "all classes are listed at the start only");
  }

  /** It was handed to us before we knew what to look for, and defined after we had looked. */
  @Test
  void aClassOnItsWayIsNoticedLater() {
    classes.classSeen(ON_ITS_WAY.getName().replace('.', '/'), null);
    classes.lookForServers(ON_ITS_WAY.getName());
    assertFalse(classes.has(ON_ITS_WAY.getName()));
    loaded = new Class<?>[] {String.class, ON_ITS_WAY};
    classes.lookAgain();
    assertTrue(classes.has(ON_ITS_WAY.getName()));
    assertSame(ON_ITS_WAY.getClassLoader(), classes.loaderOf(ON_ITS_WAY.getName()));
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
    loaded = null;
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
