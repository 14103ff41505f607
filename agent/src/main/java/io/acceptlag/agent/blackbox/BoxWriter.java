package io.acceptlag.agent.blackbox;

import io.acceptlag.core.blackbox.BlackBox;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes a black box to a file, and then its changes. It uses only write(2): a mapped file that is
 * truncated, or on a full disk, kills the JVM.
 */
final class BoxWriter implements BlackBox.Tap {
  /** Says whether to go on; called about once a second. */
  interface Going {
    boolean on() throws IOException;
  }

  private static final int WAITING_MAX = 256;
  private static final int CHUNK = 8 * 1024;

  private final BlackBox box;
  private final RandomAccessFile file;
  private final BlockingQueue<Change> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private volatile boolean missed;

  BoxWriter(BlackBox box, RandomAccessFile file) {
    this.box = box;
    this.file = file;
  }

  @Override
  public void changed(int offset, byte[] bytes, int from, int length) {
    byte[] copy = Arrays.copyOfRange(bytes, from, from + length);
    if (!waiting.offer(new Change(offset, copy))) {
      // A disk that hangs must not hold up the sampler.
      missed = true;
    }
  }

  /** Writes all of it, as it is now. */
  void writeAll() throws IOException {
    write(0, box.image(this));
  }

  /** Writes what changes from now on. */
  void follow(Going going) throws IOException {
    while (going.on()) {
      Change change = take();
      if (change != null) {
        write(change.offset, change.bytes);
      }
      if (missed) {
        missed = false;
        // They are in the image, which may be newer than they are.
        waiting.clear();
        write(0, box.image(null));
      }
    }
  }

  /** Stops taking changes. */
  void close() {
    box.remove(this);
  }

  private @Nullable Change take() {
    try {
      return waiting.poll(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // An application may interrupt its whole thread group.
      return null;
    }
  }

  private void write(int offset, byte[] bytes) throws IOException {
    file.seek(offset);
    // In pieces that fit the buffer that the JDK has on its stack.
    for (int at = 0; at < bytes.length; at += CHUNK) {
      file.write(bytes, at, Math.min(CHUNK, bytes.length - at));
    }
  }

  private static final class Change {
    final int offset;
    final byte[] bytes;

    Change(int offset, byte[] bytes) {
      this.offset = offset;
      this.bytes = bytes;
    }
  }
}
