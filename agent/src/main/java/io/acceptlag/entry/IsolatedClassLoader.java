package io.acceptlag.entry;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent and its libraries from {@code inst/} in the jar, where class files are named
 * {@code .classdata} so that no other loader takes them for classes.
 *
 * <p>The parent is the platform loader (the extension loader on Java 8), so no class of the
 * application is visible here. What the jar contains comes from the jar even if the parent has it
 * too, such as a library in the extension folder or one that another agent appended to the boot
 * path.
 *
 * <p>The jar stays open for the life of the JVM: classes are loaded as they are needed.
 *
 * <p>The classes that it loads cannot refer to this type. So they call it by JDK interfaces: {@code
 * call()} says whether the jar was changed meanwhile.
 */
final class IsolatedClassLoader extends ClassLoader implements Callable<String>, Closeable {
  private static final String FOLDER = "inst/";

  /** Between the jar's path and an entry's name in a URL. */
  private static final String ROOT = "!/" + FOLDER;

  static {
    registerAsParallelCapable();
  }

  // StandardCharsets would be another class to initialise before main.
  private static final Charset UTF_8 = Charset.forName("UTF-8");

  private final CheckedJar jar;
  private final String jarPath;
  private final URLStreamHandler entries = new EntryHandler();

  /** Why a class could not be loaded that was there when the JVM started. */
  private volatile @Nullable String complaint;

  IsolatedClassLoader(File file) throws IOException {
    super(platformLoader());
    jar = new CheckedJar(file, bytes(FOLDER));
    jarPath = file.toURI().getRawPath();
    // Loads now all classes outside inst/, because the JVM itself reads them, on Java 8 from mapped
    // memory.
    resolveClass(EntryConnection.class);
  }

  /** Called if nothing more is to be loaded. On Java 8 nothing else would close the descriptor. */
  void closeJar() throws IOException {
    jar.close();
  }

  /** Called by the agent that was loaded from here, when it leaves this JVM; it may come again. */
  @Override
  public void close() throws IOException {
    AgentEntry.hasLeft();
    closeJar();
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
    // The hook is in the jar and in package java.net, but may be defined only in java.base.
    byte[] path = name.startsWith("java.") ? null : path(name.replace('.', '/') + ".class");
    int entry = path == null ? JarIndex.NOT_FOUND : jar.find(path);
    if (path == null || entry == JarIndex.NOT_FOUND) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = define(name, entry, path);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private Class<?> define(String name, int entry, byte[] path) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = jar.read(entry, path);
    } catch (IOException e) {
      String missing = e.getMessage() + ", so " + name + " cannot be loaded";
      complaint = complaint == null ? missing : complaint;
      throw new ClassNotFoundException(missing, e);
    }
    definePackageOf(name);
    return defineClass(
        name, bytes, 0, bytes.length, IsolatedClassLoader.class.getProtectionDomain());
  }

  /** The first thing that was in the jar when the JVM started and could not be loaded later. */
  @Override
  public @Nullable String call() {
    return complaint;
  }

  /** Java 8 does not define packages by itself, and Class.getPackage() would be null. */
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
   * Asks the parent only for class files, because another agent may look for one: the AspectJ
   * weaver reports an error if it finds no java.lang.Object. For anything else the parent would
   * search the JDK's image by {@code java.nio.file}, and so fix the file system, which the
   * application may still choose.
   */
  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own == null && name.endsWith(".class") ? super.getResource(name) : own;
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return findResources(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    if (jar.find(path(name)) == JarIndex.NOT_FOUND) {
      return null;
    }
    try {
      // Not a jar: URL, which would open the jar again and keep it in a cache of the JVM.
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

  private static byte[] path(String name) {
    return bytes(FOLDER + (name.endsWith(".class") ? name + "data" : name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  final class EntryHandler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      return new EntryConnection(url);
    }
  }

  final class EntryConnection extends URLConnection {
    private final byte[] path;
    private final int entry;

    EntryConnection(URL url) {
      super(url);
      path = path(url.getPath().substring(jarPath.length() + ROOT.length()));
      entry = jar.find(path);
    }

    @Override
    public void connect() {}

    @Override
    public long getContentLengthLong() {
      return entry == JarIndex.NOT_FOUND ? -1 : jar.size(entry);
    }

    @Override
    public InputStream getInputStream() throws IOException {
      if (entry == JarIndex.NOT_FOUND) {
        throw new FileNotFoundException(getURL().toString());
      }
      return new ByteArrayInputStream(jar.read(entry, path));
    }
  }
}
