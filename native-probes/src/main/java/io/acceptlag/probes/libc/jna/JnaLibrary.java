package io.acceptlag.probes.libc.jna;

import com.sun.jna.Platform;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads JNA's native half, which is in our jar and must become a file for that. JNA's own way is
 * not used, for two reasons. {@code File.createTempFile} fixes the temporary folder, SecureRandom,
 * the security properties and the providers, which the application may not have chosen yet. And a
 * user without an entry in /etc/passwd, as in OpenShift, has the home folder "?", so that JNA would
 * unpack into the working folder.
 */
final class JnaLibrary {
  /** Names a folder to use if no other is writable and lets files be executed. */
  private static final String CHOSEN_FOLDER = "jna.tmpdir";

  private static final String FILE = "libjnidispatch.so";

  private JnaLibrary() {}

  /**
   * Loads it for the loader of this class, which is JNA's too. The file is deleted, because a
   * loaded library no longer needs it.
   *
   * @throws UnsatisfiedLinkError if there is no place for it; the message says what was tried
   */
  static void load() {
    // Our calls pass pointers as 64-bit numbers, so the jar has no library for other machines.
    if (!Platform.is64Bit()) {
      throw new UnsatisfiedLinkError("32-bit JVMs are not supported");
    }
    List<String> failures = new ArrayList<>();
    for (String place : places()) {
      try {
        loadFrom(place);
        return;
      } catch (IOException | UnsatisfiedLinkError e) {
        failures.add(e.getMessage() == null ? e.toString() : e.getMessage());
      }
    }
    throw new UnsatisfiedLinkError(String.join("; ", failures));
  }

  /** The home folder too, because hardened hosts mount the temporary one noexec. */
  private static List<String> places() {
    List<String> places = new ArrayList<>();
    String chosen = System.getProperty(CHOSEN_FOLDER);
    if (chosen != null) {
      places.add(chosen);
      return places;
    }
    String temporary = System.getProperty("java.io.tmpdir");
    // An application may have cleared all properties.
    places.add(isAbsolute(temporary) ? temporary : "/tmp");
    String home = System.getProperty("user.home");
    if (isAbsolute(home) && !places.contains(home)) {
      places.add(home);
    }
    return places;
  }

  private static boolean isAbsolute(@Nullable String path) {
    return path != null && path.startsWith("/");
  }

  private static void loadFrom(String place) throws IOException {
    File folder = OwnFolder.in(new File(place));
    File file = new File(folder, FILE);
    try {
      unpack(file);
      System.load(file.getPath());
    } finally {
      file.delete();
      folder.delete();
    }
  }

  private static void unpack(File file) throws IOException {
    String resource = "com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + FILE;
    try (InputStream in = JnaLibrary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException("JNA has no library for " + Platform.RESOURCE_PREFIX);
      }
      // This uses O_EXCL, so that no link is followed.
      if (!file.createNewFile()) {
        throw new IOException(file + " is there already");
      }
      try (OutputStream out = new FileOutputStream(file)) {
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
