package io.acceptlag.agent.blackbox;

import java.io.File;
import java.io.IOException;

/**
 * The folder by which {@code report} and {@code watch} ask a JVM for its black box. They make it,
 * as the JVM's user and for that user alone, and remove it when they have seen enough. Whoever else
 * makes it gets a file that only the JVM's user may read.
 */
public final class BoxFolder {
  /** The name of the file in it, once it is whole. */
  public static final String FILE = "box";

  /** Who asks shows by touching the folder that it is still there. */
  public static final long FRESH_MILLIS = 30_000;

  private final File folder;

  private volatile boolean answering;

  /**
   * @param pid as the JVM itself knows it
   */
  BoxFolder(String pid) {
    folder = new File(path(pid));
  }

  /** Always in /tmp, as the JVM's own attach files are, whatever java.io.tmpdir is. */
  public static String path(String pid) {
    return "/tmp/.acceptlag-" + pid;
  }

  /** Whether somebody asks who is not being answered. One look at the disk. */
  boolean isToBeAnswered() {
    return !answering && isFresh();
  }

  void answering(boolean now) {
    answering = now;
  }

  /** Whether somebody asks still. */
  boolean isFresh() {
    long touched = folder.lastModified();
    return touched != 0 && Math.abs(System.currentTimeMillis() - touched) < FRESH_MILLIS;
  }

  /** The folder, and not what a symbolic link in its place points to. */
  File real() throws IOException {
    File parent = new File(folder.getParent()).getCanonicalFile();
    File real = new File(parent, folder.getName());
    if (!folder.getCanonicalFile().equals(real)) {
      throw new IOException(folder + " is a symbolic link");
    }
    return real;
  }
}
