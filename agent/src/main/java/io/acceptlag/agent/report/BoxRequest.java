package io.acceptlag.agent.report;

import io.acceptlag.agent.blackbox.BoxFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * Asks a running JVM for its black box: makes the folder that its agent looks for, and removes it
 * in the end.
 */
final class BoxRequest implements Closeable {
  private static final long ANSWER_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 50;
  private static final int BYTES_MAX = 16 * 1024 * 1024;

  private final String pid;
  private final JvmProcess process;
  private final Path folder;
  private final Thread remover = new Thread(this::remove, "remove-request");

  private BoxRequest(String pid, JvmProcess process, Path folder) {
    this.pid = pid;
    this.process = process;
    this.folder = folder;
  }

  /** Waits for the answer. */
  static BoxRequest to(String pid) throws RefusedException, IOException, InterruptedException {
    JvmProcess process = JvmProcess.askable(pid);
    Path folder = process.path(BoxFolder.path(process.ownPid()));
    BoxRequest request = new BoxRequest(pid, process, folder);
    request.makeFolder();
    try {
      Runtime.getRuntime().addShutdownHook(request.remover);
      request.awaitAnswer();
      return request;
    } catch (RefusedException | IOException | InterruptedException | RuntimeException e) {
      request.close();
      throw e;
    }
  }

  private void makeFolder() throws RefusedException, IOException {
    removeStale();
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException(
          "somebody asks process " + pid + " already: wait, or remove " + folder);
    } catch (IOException e) {
      throw new RefusedException(
          "process " + pid + " is asked by a folder, which cannot be made: " + e.getMessage());
    }
    // As root. What the JVM's user cannot write to, it cannot answer in.
    if (process.uid() > 0 && !process.isOwnerOf(folder)) {
      Files.setAttribute(folder, "unix:gid", (int) process.gid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(folder, "unix:uid", (int) process.uid(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Of a command that was killed. */
  private void removeStale() throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && process.isOwnerOf(folder)
        && System.currentTimeMillis() - Files.getLastModifiedTime(folder).toMillis()
            > BoxFolder.FRESH_MILLIS) {
      remove();
    }
  }

  private void awaitAnswer() throws RefusedException, IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + ANSWER_MILLIS * 1_000_000;
    while (!Files.isRegularFile(box(), LinkOption.NOFOLLOW_LINKS)) {
      failIfDead();
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new RefusedException(
            "process "
                + pid
                + " does not answer within 10 s: its acceptlag is older than this command, is"
                + " stopped, or can call nothing native (native=proc)");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void failIfDead() throws RefusedException {
    if (!process.isAlive()) {
      throw new RefusedException("process " + pid + " has ended");
    }
  }

  private Path box() {
    return folder.resolve(BoxFolder.FILE);
  }

  /** As it is now; and says that somebody is still there who wants to know. */
  byte[] read() throws RefusedException, IOException {
    failIfDead();
    Files.setLastModifiedTime(folder, FileTime.fromMillis(System.currentTimeMillis()));
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.READ);
    options.add(LinkOption.NOFOLLOW_LINKS);
    try (SeekableByteChannel channel = Files.newByteChannel(box(), options)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(BYTES_MAX, channel.size()));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return bytes.array();
    }
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(remover);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the hook does it once more.
    }
  }

  private void remove() {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.deleteIfExists(box());
      Files.deleteIfExists(folder.resolve(BoxFolder.FILE + ".part"));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // The agent lets go of it when nobody touches it any more.
    }
  }
}
