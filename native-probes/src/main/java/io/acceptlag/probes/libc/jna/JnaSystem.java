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
 *   <li>JNA would unpack its native half in a way of its own ({@link JnaLibrary}), and tidy up
 *       below the home folder before.
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

  private static final String LIBRARY_FOLDERS = "jna.platform.library.path";

  private static final Map<String, String> own = new ConcurrentHashMap<>();

  static {
    own.put(LIBRARY_FOLDERS, "");
    // Asks loadLibrary for its native half before it would unpack it.
    own.put("jna.nosys", "false");
    // Where it looks for what earlier runs have left: in no folder at all.
    own.put("jna.tmpdir", "/dev/null");
  }

  private JnaSystem() {}

  public static @Nullable String getProperty(String name) {
    String value = own.get(name);
    if (value != null || name.startsWith("jna.")) {
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

  /** Its native half is the only one that JNA asks for, and {@link JnaLibrary} has loaded that. */
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
