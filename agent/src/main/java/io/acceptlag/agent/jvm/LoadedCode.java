package io.acceptlag.agent.jvm;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The class files of classes that threads are in, read from where the JVM has loaded them. To get
 * the bytes from the JVM, it would have to redefine the class. To get them from a loader would run
 * the application's code. A file that is younger than the process may not be what was loaded, and
 * is not read; nor is a jar within a jar.
 */
final class LoadedCode {
  private static final int BYTES_MAX = 1 << 20;

  private final MethodHandle findLoaded;
  private final long startMillis;

  private LoadedCode(MethodHandle findLoaded, long startMillis) {
    this.findLoaded = findLoaded;
    this.startMillis = startMillis;
  }

  /**
   * Null if they cannot be read.
   *
   * @param startMillis when this JVM was started
   */
  static @Nullable LoadedCode open(BaseModule base, long startMillis) {
    try {
      base.openTo(Object.class, "java.lang");
      // The method is final, so it runs none of the loader's code, and it loads nothing.
      Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
      find.setAccessible(true);
      return new LoadedCode(
          MethodHandles.lookup()
              .unreflect(find)
              .asType(MethodType.methodType(Class.class, ClassLoader.class, String.class)),
          startMillis);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /**
   * The class file of the class that the thread's own loaders know by that name; null if not known.
   */
  byte @Nullable [] of(String className, Thread thread) {
    if (System.getSecurityManager() != null) {
      // The security manager would be asked, and may be the application's.
      return null;
    }
    try {
      Class<?> found = null;
      for (ClassLoader loader : loaders(thread)) {
        found = found == null ? (Class<?>) findLoaded.invokeExact(loader, className) : found;
      }
      return found == null ? null : read(found);
    } catch (Throwable e) {
      // What is not known of the code is not said.
      return null;
    }
  }

  /**
   * The loaders of what the thread runs, and their parents; read from fields, because a loader may
   * override the getter.
   */
  private static Set<ClassLoader> loaders(Thread thread) {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    for (Object body : ThreadBodies.of(thread)) {
      add(body.getClass().getClassLoader(), loaders);
    }
    Object context = ObjectFields.ofJdk(thread, Thread.class, "contextClassLoader");
    add(context instanceof ClassLoader ? (ClassLoader) context : null, loaders);
    add(ClassLoader.getSystemClassLoader(), loaders);
    return loaders;
  }

  private static void add(@Nullable ClassLoader loader, Set<ClassLoader> to) {
    for (Object each = loader;
        each instanceof ClassLoader;
        each = ObjectFields.ofJdk(each, ClassLoader.class, "parent")) {
      to.add((ClassLoader) each);
    }
  }

  private byte @Nullable [] read(Class<?> type) throws IOException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL url = source == null ? null : source.getLocation();
    String path = url == null ? null : path(url.getProtocol(), url.getPath());
    if (path == null) {
      return null;
    }
    String name = type.getName().replace('.', '/') + ".class";
    int inside = path.indexOf('!');
    String folder = inside < 0 ? "" : path.substring(inside + 1).replace("!", "");
    File file = new File(inside < 0 ? path : path.substring(0, inside));
    return file.isDirectory()
        ? readFile(new File(file, name))
        : readEntry(file, folder.startsWith("/") ? folder.substring(1) + name : folder + name);
  }

  /**
   * {@code /opt/shop.jar}, or {@code /opt/shop.jar!/BOOT-INF/classes!/} as Spring Boot packs it;
   * null if it is no such file.
   */
  private static @Nullable String path(String protocol, String spelled) {
    String path = spelled;
    if (protocol.equals("jar")) {
      int colon = path.indexOf(':');
      String inner = colon < 0 ? "" : path.substring(0, colon);
      if (!inner.equals("file") && !inner.equals("nested")) {
        return null;
      }
      path = path.substring(colon + 1).replace("/!", "!/");
    } else if (!protocol.equals("file")) {
      return null;
    }
    return decoded(path);
  }

  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] encoded = path.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(encoded[i + 2], 16);
      if (encoded[i] == '%' && low >= 0) {
        bytes.write(16 * high + low);
        i += 2;
      } else {
        bytes.write(encoded[i]);
      }
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  private byte @Nullable [] readFile(File file) throws IOException {
    if (isYounger(file)) {
      return null;
    }
    try (InputStream in = new FileInputStream(file)) {
      return read(in);
    }
  }

  private byte @Nullable [] readEntry(File file, String name) throws IOException {
    if (isYounger(file)) {
      return null;
    }
    // The JVM's loader has it open, so the index is shared.
    try (ZipFile jar = new ZipFile(file)) {
      ZipEntry entry = jar.getEntry(name);
      if (entry == null) {
        return null;
      }
      try (InputStream in = jar.getInputStream(entry)) {
        return read(in);
      }
    }
  }

  private boolean isYounger(File file) {
    long modified = file.lastModified();
    return modified == 0 || modified > startMillis;
  }

  private static byte @Nullable [] read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      bytes.write(buffer, 0, read);
      if (bytes.size() > BYTES_MAX) {
        return null;
      }
    }
    return bytes.toByteArray();
  }
}
