package io.acceptlag.agent.remote;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Orders from outside. A command asks for the agent properties, which only the JVM's own user and
 * root can do. They name a folder that nobody can guess. The command makes that folder, with the
 * order in a file, and asks again. So a file is looked for only on request, in one place, where no
 * stranger can put one. Each folder is good for one order.
 */
final class Orders {
  /** In the folder of the JVM's own attach socket, whatever {@code java.io.tmpdir} says. */
  private static final String PARENT = "/tmp/acceptlag-";

  private static final int SECRET_BYTES = 16;
  private static final int ORDER_MAX = 4096;

  private final UnaryOperator<String> carryOut;
  private String folder = newFolder();
  private String answer = "";

  /**
   * @param carryOut takes an order and returns the result
   */
  Orders(UnaryOperator<String> carryOut) {
    this.carryOut = carryOut;
  }

  synchronized String folder() {
    return folder;
  }

  /** Carries out the order that is there, if one is. */
  synchronized String answer() {
    String from = folder;
    File file = new File(from, RemoteKeys.ORDER_FILE);
    if (!from.isEmpty() && file.isFile()) {
      folder = newFolder();
      answer = from + " " + outcome(file);
    }
    return answer;
  }

  private String outcome(File file) {
    try {
      return carryOut.apply(read(file));
    } catch (IOException e) {
      return RemoteKeys.REFUSED + file + " cannot be read (" + e.getMessage() + ")";
    } catch (IllegalArgumentException e) {
      return RemoteKeys.REFUSED + e.getMessage();
    }
  }

  private static String read(File file) throws IOException {
    byte[] text = new byte[ORDER_MAX];
    try (InputStream in = new FileInputStream(file)) {
      int length = 0;
      for (int n = in.read(text); n > 0; n = in.read(text, length, text.length - length)) {
        length += n;
      }
      return new String(text, 0, length, StandardCharsets.UTF_8).trim();
    }
  }

  /**
   * Empty if there is no source of randomness. SecureRandom is not used, because the application
   * may still choose its provider.
   */
  private static String newFolder() {
    byte[] secret = new byte[SECRET_BYTES];
    try (InputStream random = new FileInputStream("/dev/urandom")) {
      if (random.read(secret) != SECRET_BYTES) {
        return "";
      }
    } catch (IOException e) {
      return "";
    }
    StringBuilder name = new StringBuilder(PARENT);
    for (byte each : secret) {
      name.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
    }
    return name.toString();
  }
}
