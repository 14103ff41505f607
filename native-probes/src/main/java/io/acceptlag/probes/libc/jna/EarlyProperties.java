package io.acceptlag.probes.libc.jna;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The system properties by which JNA knows the machine, as they were when the agent came. JNA is
 * loaded after main has begun, and an application may clear or change them all there.
 */
public final class EarlyProperties {
  private static final String[] NAMES = {
    "os.name", "os.arch", "sun.arch.data.model", "sun.cpu.endian", "java.vm.name",
  };

  private static final Map<String, String> kept = new HashMap<>();

  static {
    for (String name : NAMES) {
      String value = System.getProperty(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
  }

  private EarlyProperties() {}

  /** To be called before main; they are read when this class is initialised. */
  public static void keep() {}

  /** As it was then; any other as it is now. */
  static @Nullable String get(String name) {
    String value = kept.get(name);
    return value != null ? value : System.getProperty(name);
  }
}
