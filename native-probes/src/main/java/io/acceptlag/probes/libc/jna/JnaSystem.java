package io.acceptlag.probes.libc.jna;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the packaged JNA gets instead of {@link System}: properties of its own. The real ones are
 * the application's, which may have a JNA too.
 *
 * <ul>
 *   <li>JNA sets three, one of which the application's copy would read in place of what it finds by
 *       itself.
 *   <li>JNA runs {@code /sbin/ldconfig -p} where nobody says in which folders libraries lie: a fork
 *       of the whole application. We call what the process has long loaded, and look in none.
 *   <li>{@code jna.boot.library.path} and its like name the application's copy of JNA's native
 *       half: of another version, perhaps, and to be loaded by one class loader only, which must
 *       not be ours.
 * </ul>
 *
 * <p>To set the real ones and put them back would leave a moment in which the application sees
 * them. At build time every reference of JNA's to {@code java.lang.System} is pointed here; a test
 * over the packaged jar says when an update needs another member. What JNA reads by {@link
 * Boolean#getBoolean} is not among them.
 */
public final class JnaSystem {
  public static final PrintStream out = System.out;

  /** Where JNA unpacks its library to: what a user can set who has a disk without exec. */
  private static final String TEMPORARY_FOLDER = "jna.tmpdir";

  private static final String LIBRARY_FOLDERS = "jna.platform.library.path";

  private static final Map<String, String> own = new ConcurrentHashMap<>();

  static {
    own.put(LIBRARY_FOLDERS, "");
  }

  private JnaSystem() {}

  public static @Nullable String getProperty(String name) {
    String value = own.get(name);
    if (value != null || (name.startsWith("jna.") && !name.equals(TEMPORARY_FOLDER))) {
      return value;
    }
    return System.getProperty(name);
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

  public static void loadLibrary(String name) {
    System.loadLibrary(name);
  }

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
