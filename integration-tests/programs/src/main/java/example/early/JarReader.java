package example.early;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;

/**
 * Looks things up along its class path, as libraries do. Prints {@code READY}; then, for a line of
 * standard input, does what it says: {@code misses} looks for classes and resources that are
 * nowhere and prints {@code MISSED <count>}, {@code manifests} reads the manifest of each jar and
 * prints {@code READ <count> <failed>}.
 */
public final class JarReader {
  private static final int MISSES = 2000;

  private JarReader() {}

  public static void main(String[] args) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("READY");
    String line;
    while ((line = commands.readLine()) != null && !line.equals("quit")) {
      if (line.equals("misses")) {
        miss();
      } else {
        readManifests();
      }
    }
  }

  private static void miss() {
    int missed = 0;
    for (int i = 0; i < MISSES; i++) {
      try {
        Class.forName("example.early.Missing" + i);
      } catch (ClassNotFoundException e) {
        missed++;
      }
      missed += ClassLoader.getSystemResource("META-INF/services/missing" + i) == null ? 1 : 0;
    }
    System.out.println("MISSED " + missed);
  }

  private static void readManifests() throws IOException {
    Enumeration<URL> manifests = ClassLoader.getSystemResources("META-INF/MANIFEST.MF");
    int read = 0;
    int failed = 0;
    while (manifests.hasMoreElements()) {
      try (InputStream in = manifests.nextElement().openStream()) {
        read += in.read() < 0 ? 0 : 1;
      } catch (IOException e) {
        failed++;
      }
    }
    System.out.println("READ " + read + " " + failed);
  }
}
