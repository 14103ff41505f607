package io.acceptlag.agent.blackbox;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.probes.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Writes the black box to a folder that a command has made, and then its changes as long as the
 * folder exists. Only this JVM's user and root can give the order.
 */
final class BoxAnswer {
  private static final Pattern FOLDER = Pattern.compile("/tmp/acceptlag-[0-9a-z]{8,40}");
  private static final String FILE = "box";
  private static final String PART = ".part";

  /** A command that is still there touches the folder within this time. */
  private static final long FRESH_MILLIS = 30_000;

  private BoxAnswer() {}

  static boolean isFolder(String folder) {
    return FOLDER.matcher(folder).matches();
  }

  /**
   * Failures are not logged: the command notices that there is no answer, and the log is the
   * application's.
   */
  static void give(BlackBox own, String path, PrivateFiles files, BooleanSupplier going) {
    try {
      // The folder itself, not what a symbolic link in its place points to.
      File folder = new File(path).getCanonicalFile();
      if (!folder.getName().equals(new File(path).getName())) {
        return;
      }
      File part = new File(folder, FILE + PART);
      try (RandomAccessFile open = files.write(part)) {
        BoxWriter writer = new BoxWriter(own, open);
        try {
          writer.writeAll();
          File box = new File(folder, FILE);
          if (part.renameTo(box)) {
            writer.follow(() -> going.getAsBoolean() && box.exists() && isFresh(folder));
          }
        } finally {
          writer.close();
        }
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      // Not logged: see above.
    }
  }

  private static boolean isFresh(File folder) {
    return Math.abs(System.currentTimeMillis() - folder.lastModified()) < FRESH_MILLIS;
  }
}
