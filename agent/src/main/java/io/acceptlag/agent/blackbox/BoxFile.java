package io.acceptlag.agent.blackbox;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.probes.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * The file of the option {@code blackbox}. What an earlier run has left in it is kept, because a
 * server that was killed is restarted before anybody looks.
 */
final class BoxFile {
  private BoxFile() {}

  /**
   * Writes until it is told to stop, or until the file cannot be written any more, which is
   * reported once.
   */
  static void keep(
      BlackBox box,
      File file,
      String process,
      PrivateFiles files,
      BooleanSupplier going,
      BiConsumer<Severity, String> notices) {
    try (RandomAccessFile open = files.write(file)) {
      restore(box, open, process);
      BoxWriter writer = new BoxWriter(box, open);
      try {
        writer.writeAll();
        writer.follow(() -> going.getAsBoolean() && isWhole(file));
      } finally {
        writer.close();
      }
    } catch (Throwable failure) {
      String message = failure.getMessage();
      notices.accept(
          Severity.WARN,
          "acceptlag does not keep its black box in "
              + ForeignText.message(file.toString())
              + ": "
              + ForeignText.message(message == null ? failure.toString() : message)
              + ". In memory it goes on");
    }
  }

  private static void restore(BlackBox box, RandomAccessFile open, String process)
      throws IOException {
    if (open.length() == 0) {
      return;
    }
    // A file may be short, because the disk was full; what is missing counts as empty.
    byte[] bytes = new byte[Image.BYTES];
    int length = 0;
    for (int read = 0; read >= 0 && length < bytes.length; length += Math.max(0, read)) {
      read = open.read(bytes, length, bytes.length - length);
    }
    Image image;
    try {
      image = Image.of(bytes);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage() + ", and is left as it is", e);
    }
    String writer = image.head("process");
    if (ProcessId.isAlive(writer) && !writer.equals(process)) {
      throw new IOException(
          "process " + ProcessId.pidOf(writer) + " writes to it; give each JVM a file of its own");
    }
    box.restore(image);
  }

  private static boolean isWhole(File file) throws IOException {
    long length = file.length();
    if (length < Image.BYTES) {
      throw new IOException(
          file.exists()
              ? "somebody has cut it to " + length + " bytes"
              : "somebody has removed it");
    }
    return true;
  }
}
