package io.acceptlag.probes.libc.jna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFolderTest {
  @TempDir Path parent;

  @Test
  void isNewAndOpenToItsOwnerOnly() throws IOException {
    File folder = OwnFolder.in(parent.toFile());

    assertEquals(parent, folder.toPath().getParent());
    assertEquals("rwx------", PosixFilePermissions.toString(mode(folder.toPath())));
    try (Stream<Path> content = Files.list(folder.toPath())) {
      assertEquals(List.of(), content.toList());
    }
  }

  /** Whoever knows the name may have made it before us: a folder, a file, or a link to one. */
  @Test
  void isNeverWhatWasThereBefore() throws IOException {
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Path hostile = Files.createDirectory(parent.resolve("acceptlag-1"));
    Files.setPosixFilePermissions(hostile, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createFile(parent.resolve("acceptlag-2"));
    Files.createSymbolicLink(parent.resolve("acceptlag-3"), elsewhere);
    Files.createSymbolicLink(parent.resolve("acceptlag-4"), parent.resolve("nowhere"));

    AtomicLong numbers = new AtomicLong();
    File folder = OwnFolder.in(parent.toFile(), numbers::incrementAndGet);

    assertEquals("acceptlag-5", folder.getName());
    assertEquals("rwxrwxrwx", PosixFilePermissions.toString(mode(hostile)));
  }

  @Test
  void isNotMadeWhereAllNamesAreTaken() throws IOException {
    Files.createDirectory(parent.resolve("acceptlag-1"));
    assertThrows(IOException.class, () -> OwnFolder.in(parent.toFile(), () -> 1));
  }

  @Test
  void isNeverRelative() {
    File relative = new File("?");
    IOException refusal = assertThrows(IOException.class, () -> OwnFolder.in(relative));
    assertTrue(refusal.getMessage().contains("absolute"), refusal::getMessage);
  }

  private static Set<PosixFilePermission> mode(Path path) throws IOException {
    return Files.getPosixFilePermissions(path);
  }
}
