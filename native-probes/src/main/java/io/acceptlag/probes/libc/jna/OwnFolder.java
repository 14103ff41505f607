package io.acceptlag.probes.libc.jna;

import java.io.File;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * A new folder that only this user may enter, made by java.io alone. java.nio.file could do it in
 * one step, but would fix the default file system before the application has chosen it.
 */
final class OwnFolder {
  private static final int ATTEMPTS = 16;

  private OwnFolder() {}

  /**
   * @throws IOException if no folder can be made there that is certainly ours
   */
  static File in(File parent) throws IOException {
    return in(parent, System::nanoTime);
  }

  /**
   * @param numbers numbers for its name; an existing folder is not used, whoever made it
   */
  static File in(File parent, LongSupplier numbers) throws IOException {
    if (!parent.isAbsolute()) {
      throw new IOException(parent + " is not an absolute path");
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      File folder = new File(parent, "acceptlag-" + Long.toString(numbers.getAsLong(), 36));
      // True only if nothing of that name existed, be it a folder, a file or a link.
      if (folder.mkdir()) {
        makeOwn(folder);
        return folder;
      }
    }
    throw new IOException("cannot make a folder in " + parent);
  }

  private static void makeOwn(File folder) throws IOException {
    if (!narrow(folder) || !isItself(folder) || !isEmpty(folder)) {
      // It is not deleted, because it may be somebody else's by now.
      throw new IOException(folder + " cannot be kept from other users");
    }
  }

  /**
   * Sets the mode to 0700. Java can take a permission from all or give it to the owner, but not
   * both at once. Each call is a chmod(2), which fails if the folder is another user's by now. That
   * is possible if everybody may rename what is in the parent.
   */
  private static boolean narrow(File folder) {
    return folder.setWritable(false, false)
        && folder.setReadable(false, false)
        && folder.setExecutable(false, false)
        && folder.setReadable(true, true)
        && folder.setWritable(true, true)
        && folder.setExecutable(true, true);
  }

  /** Whether it is still the folder, and not a link that was put in its place. */
  private static boolean isItself(File folder) throws IOException {
    File parent = folder.getParentFile().getCanonicalFile();
    return folder.getCanonicalFile().equals(new File(parent, folder.getName()));
  }

  /** With a wide umask, others may have put something into it before the mode was set. */
  private static boolean isEmpty(File folder) {
    String[] names = folder.list();
    return names != null && names.length == 0;
  }
}
