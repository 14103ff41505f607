package io.acceptlag.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedClassLoaderTest {
  /** Stands for a class that the application has as well, in another version perhaps. */
  public static final class Isolated implements Callable<String> {
    @Override
    public String call() {
      return "isolated";
    }
  }

  private static final String CLASS = Isolated.class.getName();
  private static final String SERVICE = "META-INF/services/" + Callable.class.getName();

  @TempDir private Path folder;
  private IsolatedClassLoader loader;

  @BeforeEach
  void makeJar() throws IOException {
    // A name that does not survive a careless way from path to URL and back.
    Path jar = Files.createDirectories(folder.resolve("b!/inst")).resolve("a b%20+ü#?!.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      String path = CLASS.replace('.', '/') + ".class";
      add(out, "inst/" + path + "data", bytesOf(path));
      add(out, "inst/" + SERVICE, CLASS.getBytes(StandardCharsets.UTF_8));
      add(out, "inst/dir/data.bin", new byte[] {1, 2, 3});
      add(out, "inst/java/net/Hook.classdata", bytesOf(path));
      add(out, "inst/Broken.classdata", new byte[] {1});
      add(out, "outside.txt", new byte[] {4});
    }
    loader = new IsolatedClassLoader(jar.toFile());
  }

  private static byte[] bytesOf(String resource) throws IOException {
    try (InputStream in =
        IsolatedClassLoaderTest.class.getClassLoader().getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  private static void add(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  @Test
  void definesItsOwnCopy() throws Exception {
    Class<?> isolated = loader.loadClass(CLASS);
    assertSame(loader, isolated.getClassLoader());
    assertNotSame(Isolated.class, isolated);
    assertSame(isolated, loader.loadClass(CLASS));
    assertEquals("io.acceptlag.entry", isolated.getPackage().getName());
  }

  @Test
  void seesThePlatformButNotTheApplication() throws Exception {
    assertSame(ClassLoader.getPlatformClassLoader(), loader.getParent());
    assertSame(String.class, loader.loadClass("java.lang.String"));
    assertNotNull(loader.loadClass("java.sql.Driver"));
    assertThrows(
        ClassNotFoundException.class, () -> loader.loadClass("org.junit.jupiter.api.Test"));
    assertNull(loader.getResource("org/junit/jupiter/api/Test.class"));
  }

  @Test
  void leavesTheHookToJavaBase() throws IOException {
    assertThrows(ClassNotFoundException.class, () -> loader.loadClass("java.net.Hook"));
    assertNotNull(loader.getResourceAsStream("java/net/Hook.class"), "its bytes are needed");
  }

  @Test
  void refusesABrokenClassAsTheJvmDoes() {
    assertThrows(ClassFormatError.class, () -> loader.loadClass("Broken"));
  }

  @Test
  void readsResources() throws IOException {
    assertArrayEquals(
        new byte[] {1, 2, 3}, loader.getResourceAsStream("dir/data.bin").readAllBytes());
    URL url = loader.getResource("dir/data.bin");
    assertArrayEquals(new byte[] {1, 2, 3}, url.openStream().readAllBytes());
    assertEquals(List.of(url), Collections.list(loader.getResources("dir/data.bin")));
    assertEquals(3, url.openConnection().getContentLength());
    assertNull(loader.getResource("outside.txt"));
    assertNull(loader.getResource("dir/none"));
    assertNull(loader.getResourceAsStream("dir/none"));
    assertTrue(Collections.list(loader.getResources("dir/none")).isEmpty());
  }

  @Test
  void readsClassFilesAsResources() throws IOException {
    String path = CLASS.replace('.', '/') + ".class";
    assertArrayEquals(bytesOf(path), loader.getResourceAsStream(path).readAllBytes());
    assertNotNull(loader.getResource("java/lang/String.class"), "another agent's weaver asks");
    assertNull(
        loader.getResource("META-INF/services/java.nio.file.spi.FileSystemProvider"),
        "the JDK's image is not looked through");
  }

  @Test
  @SuppressWarnings("rawtypes")
  void findsServices() throws Exception {
    List<Callable> services =
        ServiceLoader.load(Callable.class, loader).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    assertEquals(1, services.size());
    assertEquals("isolated", services.get(0).call());
    assertSame(loader, services.get(0).getClass().getClassLoader());
  }

  @Test
  void definesAClassOnceForManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Class<?>> load = () -> loader.loadClass(CLASS);
      List<Future<Class<?>>> loaded =
          threads.invokeAll(Stream.generate(() -> load).limit(64).toList());
      for (Future<Class<?>> future : loaded) {
        assertSame(loader.loadClass(CLASS), future.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
