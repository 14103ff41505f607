package io.acceptlag.agent.blackbox;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.probes.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Gives the black box to whoever made the folder, and what changes in it as long as that is there.
 */
final class BoxAnswer {
  private BoxAnswer() {}

  /** Who asks notices that there is no answer; the application's log is not the place for it. */
  static void give(BlackBox own, BoxFolder folder, PrivateFiles files) {
    try {
      File real = folder.real();
      File part = new File(real, BoxFolder.FILE + ".part");
      if (part.exists()) {
        return;
      }
      try (RandomAccessFile open = files.write(part)) {
        BoxWriter writer = new BoxWriter(own, open);
        writer.writeAll();
        File box = new File(real, BoxFolder.FILE);
        if (part.renameTo(box)) {
          // Another who asks has made the folder anew, without it.
          writer.follow(() -> folder.isFresh() && box.exists());
        } else {
          own.remove(writer);
        }
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      // As said above.
    } finally {
      folder.answering(false);
    }
  }
}
