package io.acceptlag.agent.attach;

import io.acceptlag.agent.remote.RemoteKeys;
import io.acceptlag.probes.process.OtherProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Our files below the target's /tmp, which belong to the target's user. The target may be a
 * stranger's container while we are root. So we create only what is new, and remove only what has
 * one of our names.
 */
final class TargetFiles {
  private static final Pattern OWN_FOLDER = Pattern.compile("/tmp/acceptlag-[0-9a-z]{8,40}");
  private static final String JAR = "acceptlag.jar";

  private final OtherProcess process;
  private final OtherProcess self = OtherProcess.self();

  TargetFiles(OtherProcess process) {
    this.process = process;
  }

  /** The path of a file that the target sees under that name. */
  Path path(String asTargetSees) {
    return process.folder().resolve("root" + asTargetSees);
  }

  /** Whether the target sees this file under the same path, and may read it. */
  boolean sees(File file) {
    String mounts = process.link("ns/mnt");
    return mounts != null
        && mounts.equals(self.link("ns/mnt"))
        && "/".equals(process.link("root"))
        && (process.uid() == self.uid() || process.uid() == 0)
        && file.getPath().indexOf('=') < 0;
  }

  /**
   * Opens the file once, and only if it is new. The folder may belong to the target's user, who
   * could replace the file by a link before root opened it a second time.
   */
  void create(Path file, byte[] bytes) throws IOException {
    Set<OpenOption> options =
        new HashSet<>(Arrays.asList(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
    own(file);
  }

  /**
   * As {@link #create}, and nobody finds the file before it is complete: whoever asks the JVM has
   * it look for the file.
   */
  void createWhole(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + RemoteKeys.PART);
    try {
      create(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteIfThere(part);
      throw e;
    }
  }

  /** Makes a new folder that belongs to the target's user alone. */
  void makeFolder(String asTargetSees) throws IOException {
    if (!OWN_FOLDER.matcher(asTargetSees).matches()
        || !Files.isDirectory(path("/tmp"), LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("not a folder of ours");
    }
    Path folder = path(asTargetSees);
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new IOException("it is there already");
    }
    own(folder);
  }

  /** Copies the jar, and returns the name that the target sees. */
  String copyOf(File jar, String folder) throws IOException {
    makeFolder(folder);
    String name = folder + "/" + JAR;
    try (InputStream in = Files.newInputStream(jar.toPath())) {
      Files.copy(in, path(name));
      own(path(name));
      return name;
    } catch (IOException e) {
      removeCopy(name);
      throw e;
    }
  }

  static boolean isCopy(String jar) {
    return jar.endsWith("/" + JAR)
        && OWN_FOLDER.matcher(jar.substring(0, jar.length() - JAR.length() - 1)).matches();
  }

  /** Removes a jar if it is a copy that we made. */
  void removeCopy(String jar) {
    if (isCopy(jar)) {
      remove(jar.substring(0, jar.length() - JAR.length() - 1), JAR);
    }
  }

  /** Removes a file and its folder, both of ours. */
  void remove(String folder, String file) {
    Path path = path(folder);
    if (OWN_FOLDER.matcher(folder).matches()
        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      deleteIfThere(path.resolve(file));
      deleteIfThere(path);
    }
  }

  static void deleteIfThere(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The JVM was quicker, or it stays until the temporary folder is cleared.
    }
  }

  private void own(Path path) throws IOException {
    if (process.uid() != self.uid()) {
      Files.setAttribute(path, "unix:gid", process.gid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", process.uid(), LinkOption.NOFOLLOW_LINKS);
    }
  }
}
