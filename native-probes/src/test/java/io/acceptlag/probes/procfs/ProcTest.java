package io.acceptlag.probes.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
  @TempDir Path root;

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(root.resolve("self/fd"));
    Files.createDirectories(root.resolve("self/fdinfo"));
  }

  @Test
  void readsTheInodeOfASocket() throws IOException {
    socket(7, 4711, "pos:\t0\nflags:\t02000002\nmnt_id:\t10\nino:\t4711\n");
    assertEquals(4711, new Proc(root.toFile(), () -> false).socketInode(7));
  }

  @Test
  void readsTheLinkOnLinuxBefore514OnceTheApplicationHasAFileSystem() throws IOException {
    socket(7, 4711, "pos:\t0\nflags:\t02000002\nmnt_id:\t10\n");
    assertEquals(0, new Proc(root.toFile(), () -> false).socketInode(7));
    assertEquals(4711, new Proc(root.toFile(), () -> true).socketInode(7));
  }

  /** Its inode may be the number of a socket's. */
  @Test
  void takesNoFileForASocket() throws IOException {
    Files.createSymbolicLink(root.resolve("self/fd/8"), Files.createFile(root.resolve("file")));
    Files.writeString(root.resolve("self/fdinfo/8"), "ino:\t4711\n");
    assertEquals(0, new Proc(root.toFile(), () -> true).socketInode(8));
  }

  @Test
  void knowsNoInodeOfWhatIsClosed() {
    assertEquals(0, new Proc(root.toFile(), () -> true).socketInode(9));
  }

  @Test
  void readsOneSetting() throws IOException {
    Files.createDirectories(root.resolve("sys/net/core"));
    Files.writeString(root.resolve("sys/net/core/somaxconn"), "4096\n");
    Proc proc = new Proc(root.toFile());
    assertEquals(4096, proc.number(KernelSetting.SOMAXCONN));
    assertEquals(KernelSettings.UNKNOWN, proc.number(KernelSetting.SYN_COOKIES));
  }

  private void socket(int fd, long inode, String info) throws IOException {
    Files.createSymbolicLink(root.resolve("self/fd/" + fd), Path.of("socket:[" + inode + "]"));
    Files.writeString(root.resolve("self/fdinfo/" + fd), info);
  }
}
