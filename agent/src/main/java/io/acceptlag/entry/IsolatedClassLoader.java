package io.acceptlag.entry;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent and the libraries it brings from {@code inst/} in its jar, where class files are
 * named {@code .classdata} so that no other loader takes them for classes.
 *
 * <p>The parent is the platform loader (the extension loader on Java 8), so nothing of the
 * application's is seen here. What the jar holds comes from the jar even if the parent has it too,
 * such as a library in the extension folder or one that another agent appended to the boot path.
 *
 * <p>The jar stays open for the life of the JVM: classes are loaded as they are needed.
 */
final class IsolatedClassLoader extends ClassLoader {
  private static final String FOLDER = "inst/";

  /** Between the jar's path and an entry's name in a URL. */
  private static final String ROOT = "!/" + FOLDER;

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private final String jarPath;
  private final URLStreamHandler entries = new EntryHandler();

  IsolatedClassLoader(File file) throws IOException {
    super(platformLoader());
    // Without verification: the jar is not signed, and checking is slow before the JIT starts.
    jar = new JarFile(file, false);
    jarPath = file.toURI().getRawPath();
  }

  /** The topmost loader below the boot loader; ClassLoader.getPlatformClassLoader is Java 9's. */
  private static @Nullable ClassLoader platformLoader() {
    ClassLoader loader = IsolatedClassLoader.class.getClassLoader();
    while (loader != null && loader.getParent() != null) {
      loader = loader.getParent();
    }
    return loader;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // The hook is in the jar and in package java.net, but only java.base may define it.
    JarEntry entry = name.startsWith("java.") ? null : entry(name.replace('.', '/') + ".class");
    if (entry == null) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = define(name, entry);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private Class<?> define(String name, JarEntry entry) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = read(entry);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    definePackageOf(name);
    return defineClass(
        name, bytes, 0, bytes.length, IsolatedClassLoader.class.getProtectionDomain());
  }

  private byte[] read(JarEntry entry) throws IOException {
    byte[] bytes = new byte[(int) entry.getSize()];
    InputStream in = jar.getInputStream(entry);
    try {
      int filled = 0;
      while (filled < bytes.length) {
        int count = in.read(bytes, filled, bytes.length - filled);
        if (count < 0) {
          throw new IOException(entry.getName() + " is cut short");
        }
        filled += count;
      }
      return bytes;
    } finally {
      in.close();
    }
  }

  /** Java 8 does not do so by itself, and Class.getPackage() is null then. */
  private void definePackageOf(String className) {
    int end = className.lastIndexOf('.');
    if (end < 0 || getPackage(className.substring(0, end)) != null) {
      return;
    }
    try {
      definePackage(className.substring(0, end), null, null, null, null, null, null, null);
    } catch (IllegalArgumentException e) {
      // Another thread defined it in between.
    }
  }

  /**
   * Never the parent's: it would look through the JDK's image by {@code java.nio.file}, and so fix
   * the file system that an application may still choose.
   */
  @Override
  public @Nullable URL getResource(String name) {
    return findResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return findResources(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    if (entry(name) == null) {
      return null;
    }
    try {
      // Not a jar: URL: that would open the jar again and hold it in a cache of the JVM's own.
      return new URL("acceptlag", null, -1, jarPath + ROOT + name, entries);
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL own = findResource(name);
    return own == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singleton(own));
  }

  private @Nullable JarEntry entry(String name) {
    return jar.getJarEntry(FOLDER + (name.endsWith(".class") ? name + "data" : name));
  }

  final class EntryHandler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      return new EntryConnection(url);
    }
  }

  final class EntryConnection extends URLConnection {
    EntryConnection(URL url) {
      super(url);
    }

    @Override
    public void connect() {}

    @Override
    public long getContentLengthLong() {
      JarEntry entry = entry();
      return entry == null ? -1 : entry.getSize();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      JarEntry entry = entry();
      if (entry == null) {
        throw new FileNotFoundException(getURL().toString());
      }
      return new ByteArrayInputStream(read(entry));
    }

    private @Nullable JarEntry entry() {
      int start = jarPath.length() + ROOT.length();
      return IsolatedClassLoader.this.entry(getURL().getPath().substring(start));
    }
  }
}
