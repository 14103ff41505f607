package io.acceptlag.agent.attach;

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
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files of ours below the target's /tmp, which belong to the target's user. Whatever is made is
 * new, and whatever is removed has a name of ours: a target may be a stranger's container, and we
 * root.
 */
final class TargetFiles {
  private static final Pattern OWN_FOLDER = Pattern.compile("/tmp/acceptlag-[0-9a-z]{8,40}");
  private static final String JAR = "acceptlag.jar";

  private final OtherProcess process;
  private final OtherProcess self = OtherProcess.self();

  TargetFiles(OtherProcess process) {
    this.process = process;
  }

  /** One that the target sees under that name. */
  Path path(String asTargetSees) {
    return process.folder().resolve("root" + asTargetSees);
  }

  /** Whether it sees this host's files as we do, and may read this one. */
  boolean sees(File file) {
    String mounts = process.link("ns/mnt");
    return mounts != null
        && mounts.equals(self.link("ns/mnt"))
        && "/".equals(process.link("root"))
        && (process.uid() == self.uid() || process.uid() == 0)
        && file.getPath().indexOf('=') < 0;
  }

  /**
   * Opened once, and only if it is new: the folder may be the target's user's, who could put a link
   * in the file's place before it is opened a second time, by root.
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

  /** A folder that is new, and its user's alone. */
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

  /** The copy's name, as the target sees it. */
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

  /** Removes it if it is a copy that we have made. */
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
      // The JVM was quicker, or it stays until somebody clears the temporary folder.
    }
  }

  private void own(Path path) throws IOException {
    if (process.uid() != self.uid()) {
      Files.setAttribute(path, "unix:gid", process.gid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", process.uid(), LinkOption.NOFOLLOW_LINKS);
    }
  }
}
