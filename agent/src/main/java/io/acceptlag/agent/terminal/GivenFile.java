package io.acceptlag.agent.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a command is given. A pipe would block it, and a device may have no end. */
public final class GivenFile {
  /** More than the agent writes to any file. */
  private static final long BYTES_MAX = 16L * 1024 * 1024;

  private GivenFile() {}

  /**
   * Reads all of it.
   *
   * @param kind what it should be, as in {@code recording}
   * @throws IOException whose message is a sentence that says why not, such as {@code it is a
   *     folder}
   */
  public static byte[] read(Path file, String kind) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException("it is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException("it is not a regular file");
      }
      if (Files.size(file) > BYTES_MAX) {
        throw new IOException("it is no " + kind + " of acceptlag, being too large");
      }
      return Files.readAllBytes(file);
    } catch (AccessDeniedException e) {
      throw new IOException("you may not; ask as its owner, or as root", e);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    }
  }
}
