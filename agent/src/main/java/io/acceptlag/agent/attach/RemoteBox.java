package io.acceptlag.agent.attach;

import io.acceptlag.agent.processes.RunningJvm;
import io.acceptlag.agent.remote.RemoteKeys;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

/**
 * The black box of another JVM, until closed. Its agent is given a folder, and writes there until
 * the folder is removed.
 */
public final class RemoteBox implements Closeable {
  private static final long ANSWER_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 50;

  /** More than any box has; a limit is needed because the file is another user's. */
  private static final int BYTES_MAX = 16 * 1024 * 1024;

  private final RunningJvm jvm;
  private final TargetFiles files;
  private final String folder;
  private final Thread remover = new Thread(this::remove, "remove-box");

  private RemoteBox(RunningJvm jvm, String folder) {
    this.jvm = jvm;
    this.folder = folder;
    files = new TargetFiles(jvm.process());
  }

  /**
   * Waits for the answer.
   *
   * @param target a pid, or a main class or jar, or a part of its name
   */
  public static RemoteBox of(String target) throws RefusedException, InterruptedException {
    RunningJvm jvm = Targets.find(target);
    RemoteAgent agent = Commands.running(jvm);
    String secret = Long.toHexString(new SecureRandom().nextLong() | Long.MIN_VALUE);
    RemoteBox box = new RemoteBox(jvm, "/tmp/acceptlag-" + secret);
    try {
      box.files.makeFolder(box.folder);
      Runtime.getRuntime().addShutdownHook(box.remover);
      agent.order(RemoteKeys.BOX + box.folder);
      box.awaitAnswer();
      return box;
    } catch (IOException e) {
      box.close();
      throw new RefusedException(
          "cannot make a folder in the /tmp of process " + jvm.pid() + ": " + e.getMessage());
    } catch (RefusedException | InterruptedException | RuntimeException e) {
      box.close();
      throw e;
    }
  }

  private void awaitAnswer() throws RefusedException, InterruptedException {
    long deadlineNanos = System.nanoTime() + ANSWER_MILLIS * 1_000_000;
    while (!Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS)) {
      refuseIfDead();
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new RefusedException(
            "the agent in process "
                + jvm.pid()
                + " has written nothing within 10 s: it needs room in its /tmp, and native calls"
                + " (not native=proc)");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void refuseIfDead() throws RefusedException {
    if (!jvm.process().exists() || jvm.process().isDead()) {
      throw new RefusedException("process " + jvm.pid() + " has ended");
    }
  }

  private Path file() {
    return files.path(folder + "/" + RemoteKeys.BOX_FILE);
  }

  public long pid() {
    return jvm.pid();
  }

  /** Reads it as it is now, and shows the agent that it is still wanted. */
  public byte[] read() throws RefusedException {
    refuseIfDead();
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.READ);
    options.add(LinkOption.NOFOLLOW_LINKS);
    try (SeekableByteChannel channel = Files.newByteChannel(file(), options)) {
      Files.setLastModifiedTime(
          files.path(folder), FileTime.fromMillis(System.currentTimeMillis()));
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(BYTES_MAX, channel.size()));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return bytes.array();
    } catch (IOException e) {
      refuseIfDead();
      throw new RefusedException("cannot read what process " + jvm.pid() + " has written: " + e);
    }
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(remover);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the shutdown hook does it.
    }
  }

  private void remove() {
    TargetFiles.deleteIfThere(files.path(folder + "/" + RemoteKeys.BOX_FILE + RemoteKeys.PART));
    files.remove(folder, RemoteKeys.BOX_FILE);
  }
}
