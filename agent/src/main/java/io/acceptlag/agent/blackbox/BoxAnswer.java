package io.acceptlag.agent.blackbox;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.probes.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Gives the black box to whoever has made a folder for it, and what changes in it as long as that
 * is there. Only this JVM's user and root can give the order, and name the folder.
 */
final class BoxAnswer {
  private static final Pattern FOLDER = Pattern.compile("/tmp/acceptlag-[0-9a-z]{8,40}");
  private static final String FILE = "box";
  private static final String PART = ".part";

  /** Who asks shows by touching the folder that it is still there. */
  private static final long FRESH_MILLIS = 30_000;

  private BoxAnswer() {}

  static boolean isFolder(String folder) {
    return FOLDER.matcher(folder).matches();
  }

  /** Who asks notices that there is no answer; the application's log is not the place for it. */
  static void give(BlackBox own, String path, PrivateFiles files, BooleanSupplier going) {
    try {
      // The folder, and not what a symbolic link in its place points to.
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
      // As said above.
    }
  }

  private static boolean isFresh(File folder) {
    return Math.abs(System.currentTimeMillis() - folder.lastModified()) < FRESH_MILLIS;
  }
}
