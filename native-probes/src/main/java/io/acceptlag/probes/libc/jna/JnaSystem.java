package io.acceptlag.probes.libc.jna;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@link System} in the packaged JNA, so that it has properties of its own. The real ones
 * belong to the application, which may have a JNA too.
 *
 * <ul>
 *   <li>JNA would unpack its native half in its own way (see {@link JnaLibrary}), and first tidy up
 *       below the home folder.
 *   <li>JNA sets three properties. The application's copy would read one of them instead of what it
 *       would find by itself.
 *   <li>JNA runs {@code /sbin/ldconfig -p} if no property names the folders of libraries, which
 *       forks the whole application. We need no folder, because we only call what is already
 *       loaded.
 *   <li>{@code jna.boot.library.path} and similar properties name the application's copy of JNA's
 *       native half. It may be of another version, and only one class loader can load it, which
 *       must not be ours.
 * </ul>
 *
 * <p>Setting the real properties and restoring them would leave a moment in which the application
 * sees them. So the build redirects every reference from JNA to {@code java.lang.System} to this
 * class. A test of the packaged jar says when an update needs another member. What JNA reads by
 * {@link Boolean#getBoolean} is not redirected.
 */
public final class JnaSystem {
  public static final PrintStream out = System.out;

  private static final String LIBRARY_FOLDERS = "jna.platform.library.path";

  private static final Map<String, String> own = new ConcurrentHashMap<>();

  static {
    own.put(LIBRARY_FOLDERS, "");
    // Makes JNA call loadLibrary for its native half, before it would unpack it.
    own.put("jna.nosys", "false");
    // Where JNA looks for leftovers of earlier runs: nowhere.
    own.put("jna.tmpdir", "/dev/null");
  }

  private JnaSystem() {}

  public static @Nullable String getProperty(String name) {
    String value = own.get(name);
    if (value != null || name.startsWith("jna.")) {
      return value;
    }
    return EarlyProperties.get(name);
  }

  public static String getProperty(String name, String otherwise) {
    String value = getProperty(name);
    return value == null ? otherwise : value;
  }

  public static @Nullable String setProperty(String name, String value) {
    return own.put(name, value);
  }

  public static @Nullable String getenv(String name) {
    return System.getenv(name);
  }

  /** For the loader that calls, which is JNA's as well as ours. */
  public static void load(String file) {
    System.load(file);
  }

  /** Does nothing: JNA asks only for its native half, which {@link JnaLibrary} has loaded. */
  public static void loadLibrary(String name) {}

  public static String mapLibraryName(String name) {
    return System.mapLibraryName(name);
  }

  public static String lineSeparator() {
    return System.lineSeparator();
  }

  public static void arraycopy(Object from, int start, Object to, int toStart, int length) {
    System.arraycopy(from, start, to, toStart, length);
  }
}
