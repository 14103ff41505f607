package io.acceptlag.agent.jvm;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Defines classes of ours in package java.net of java.base.
 *
 * <p>Most agents append a jar to the boot path instead. That makes JDK 13 to 25 print "Sharing is
 * only supported for boot loader classes because bootstrap classpath has been appended" at each
 * start. It takes class data sharing away from the application, and needs a file on disk. And from
 * Java 9 on, a class in a package of java.base is not found there at all. So it is the last resort,
 * on Java 8 only.
 */
public final class BaseModule {
  private final Instrumentation instrumentation;

  /** Read before main, because an application may clear all system properties later. */
  private final boolean java8 = Jvm.javaVersion() == 8;

  public BaseModule(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * Defines the hooks, unless an agent that has left put the same ones there.
   *
   * @param version of the agent
   * @param names as for {@link #define}; the first has the field that keeps the build
   * @return null, or the version whose hooks are there
   */
  public @Nullable String defineOnce(String version, String... names)
      throws ReflectiveOperationException, IOException {
    CRC32 sum = new CRC32();
    for (String name : names) {
      byte[] bytes = bytesOf(name);
      sum.update(bytes, 0, bytes.length);
    }
    String build = version + "/" + Long.toHexString(sum.getValue());
    boolean before = isThere(names[0]);
    if (!before) {
      define(names);
    }
    // By name: a class that refers to the hook in its code must not be loaded before the hook.
    Field kept = Class.forName("java.net." + names[0], false, null).getField("build");
    if (!before) {
      kept.set(null, build);
    }
    String there = (String) kept.get(null);
    return build.equals(there) ? null : String.valueOf(there).replaceAll("/.*", "");
  }

  private static boolean isThere(String name) {
    try {
      Class.forName("java.net." + name, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Defines classes; those that are there already stay as they are.
   *
   * @param names simple names of classes in package java.net that lie in our jar
   */
  public void define(String... names) throws ReflectiveOperationException, IOException {
    for (String name : names) {
      if (isThere(name)) {
        continue;
      }
      byte[] bytes = bytesOf(name);
      if (java8) {
        defineOn8(name, bytes);
      } else {
        defineOn9(bytes);
      }
    }
  }

  /** Opens the package to us, then defines by a private lookup in it, like JaCoCo. */
  private void defineOn9(byte[] bytes) throws ReflectiveOperationException {
    open(Object.class, "java.net");
    Object lookup =
        MethodHandles.class
            .getMethod("privateLookupIn", Class.class, MethodHandles.Lookup.class)
            .invoke(null, java.net.URL.class, MethodHandles.lookup());
    MethodHandles.Lookup.class.getMethod("defineClass", byte[].class).invoke(lookup, bytes);
  }

  /** Opens a package of a JDK class's module to us; without modules it is open already. */
  public void openTo(Class<?> inModule, String packageName) throws ReflectiveOperationException {
    if (!java8) {
      open(inModule, packageName);
    }
  }

  private void open(Class<?> inModule, String packageName) throws ReflectiveOperationException {
    Class<?> moduleType = Class.forName("java.lang.Module");
    Method getModule = Class.class.getMethod("getModule");
    Map<String, Set<?>> opens =
        Collections.singletonMap(
            packageName, Collections.singleton(getModule.invoke(BaseModule.class)));
    Instrumentation.class
        .getMethod(
            "redefineModule", moduleType, Set.class, Map.class, Map.class, Set.class, Map.class)
        .invoke(
            instrumentation,
            getModule.invoke(inModule),
            Collections.emptySet(),
            Collections.emptyMap(),
            opens,
            Collections.emptySet(),
            Collections.emptyMap());
  }

  private void defineOn8(String name, byte[] bytes)
      throws ReflectiveOperationException, IOException {
    try {
      Class<?> unsafeType = Class.forName("sun.misc.Unsafe");
      Field field = unsafeType.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      unsafeType
          .getMethod(
              "defineClass",
              String.class,
              byte[].class,
              int.class,
              int.class,
              ClassLoader.class,
              java.security.ProtectionDomain.class)
          .invoke(field.get(null), "java/net/" + name, bytes, 0, bytes.length, null, null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      appendToBootPath(name, bytes);
    }
  }

  private void appendToBootPath(String name, byte[] bytes) throws IOException {
    File jar = newFile();
    jar.deleteOnExit();
    try (ZipOutputStream zip = new ZipOutputStream(new FileOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("java/net/" + name + ".class"));
      zip.write(bytes);
    }
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
  }

  /**
   * createTempFile is not used, because it fixes the temporary folder, SecureRandom and all of
   * security.
   */
  private static File newFile() throws IOException {
    File jar =
        new File(System.getProperty("java.io.tmpdir"), "acceptlag-" + System.nanoTime() + ".jar");
    if (!jar.isAbsolute() || !jar.createNewFile()) {
      throw new IOException("cannot make a file of our own at " + jar);
    }
    return jar;
  }

  private static byte[] bytesOf(String name) throws IOException {
    String path = "java/net/" + name + ".class";
    try (InputStream in = BaseModule.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException(path + " is missing in the jar");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] chunk = new byte[8192];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes.write(chunk, 0, n);
      }
      return bytes.toByteArray();
    }
  }
}
