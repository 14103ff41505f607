package io.acceptlag.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedJarTest {
  private static final byte[] FOLDER = bytes("in/");
  private static final byte[] TEXT = bytes("much of a muchness, much of a muchness");

  @TempDir private Path folder;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void makeJar() throws IOException {
    file = folder.resolve("some.jar");
    whole = zip(TEXT, "");
    Files.write(file, whole);
  }

  @Test
  void readsWhatIsThere() throws IOException {
    CheckedJar jar = open();
    assertArrayEquals(TEXT, read(jar, "in/deflated"));
    assertArrayEquals(TEXT, read(jar, "in/stored"));
    assertArrayEquals(new byte[0], read(jar, "in/empty"));
    assertEquals(TEXT.length, jar.size(jar.find(bytes("in/deflated"))));
    assertEquals(JarIndex.NOT_FOUND, jar.find(bytes("in/none")));
    assertEquals(JarIndex.NOT_FOUND, jar.find(bytes("outside")), "not in the folder");
  }

  @Test
  void readsAJarWithAComment() throws IOException {
    Files.write(file, zip(TEXT, "with words after its end"));
    assertArrayEquals(TEXT, read(open(), "in/deflated"));
  }

  @Test
  void findsEachOfMany() throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 5000; i++) {
        add(out, "in/" + i, bytes("no. " + i));
      }
    }
    CheckedJar jar = open();
    for (int i = 0; i < 5000; i++) {
      assertArrayEquals(bytes("no. " + i), read(jar, "in/" + i));
      assertEquals(JarIndex.NOT_FOUND, jar.find(bytes("in/x" + i)));
    }
  }

  /** Two names of the same CRC-32 and length: nothing is taken for what it is not. */
  @Test
  void distinguishesNamesOfTheSameChecksum() throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      add(out, "in/plumless", TEXT);
    }
    CheckedJar jar = open();
    assertArrayEquals(TEXT, read(jar, "in/plumless"));
    assertThrows(IOException.class, () -> read(jar, "in/buckeroo"));
  }

  @Test
  void staysWithTheFileThatItOpened() throws IOException {
    CheckedJar jar = open();
    Path other = folder.resolve("other.jar");
    Files.write(other, zip(bytes("other"), ""));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertArrayEquals(TEXT, read(jar, "in/deflated"));
    Files.delete(file);
    assertArrayEquals(TEXT, read(jar, "in/stored"));
  }

  @Test
  void noticesThatItIsCutShortAnywhere() throws IOException {
    CheckedJar jar = open();
    for (int length = 0; length < whole.length; length++) {
      overwrite(Arrays.copyOf(whole, length));
      assertRightOrRefused(jar);
    }
    overwrite(new byte[0]);
    assertEquals("some.jar was changed while this JVM runs", refusal(jar, "in/deflated"));
  }

  @Test
  void noticesAnyByteThatIsAnother() throws IOException {
    CheckedJar jar = open();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x41;
      overwrite(changed);
      assertRightOrRefused(jar);
    }
  }

  /** Of the same names at the same places, as another version's jar may have them. */
  @Test
  void noticesAnotherJar() throws IOException {
    CheckedJar jar = open();
    byte[] other = zip(bytes("much of a mischief, much of a mischief"), "");
    overwrite(other);
    assertEquals("some.jar was changed while this JVM runs", refusal(jar, "in/stored"));
    assertEquals("some.jar was changed while this JVM runs", refusal(jar, "in/deflated"));
    overwrite(whole);
    assertArrayEquals(TEXT, read(jar, "in/deflated"), "it is as it was");
  }

  /** As while it is being copied. */
  @Test
  void doesNotOpenWhatIsNoJar() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      overwrite(Arrays.copyOf(whole, length));
      IOException e = assertThrows(IOException.class, this::open);
      assertTrue(e.getMessage().startsWith(file + " is not whole: "), e.getMessage());
    }
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] garbage = new byte[random.nextInt(whole.length)];
      random.nextBytes(garbage);
      overwrite(garbage);
      assertThrows(IOException.class, this::open);
    }
  }

  /** A jar whose directory is damaged may be opened, and then is read with the same care. */
  @Test
  void takesNoHarmFromADamagedDirectory() throws IOException {
    for (int at = 0; at < whole.length; at++) {
      for (int with : new int[] {0x41, 0x80, 0xff}) {
        byte[] changed = whole.clone();
        changed[at] = (byte) (changed[at] ^ with);
        overwrite(changed);
        try {
          assertRightOrRefused(open());
        } catch (IOException e) {
          assertTrue(e.getMessage().startsWith(file + " is not whole: "), e.getMessage());
        }
      }
    }
  }

  private CheckedJar open() throws IOException {
    return new CheckedJar(file.toFile(), FOLDER);
  }

  private static byte[] read(CheckedJar jar, String path) throws IOException {
    int number = jar.find(bytes(path));
    assertNotEquals(JarIndex.NOT_FOUND, number, path);
    return jar.read(number, bytes(path));
  }

  private static void assertRightOrRefused(CheckedJar jar) {
    for (String path : new String[] {"in/deflated", "in/stored"}) {
      int number = jar.find(bytes(path));
      if (number != JarIndex.NOT_FOUND) {
        try {
          assertArrayEquals(TEXT, jar.read(number, bytes(path)));
        } catch (IOException e) {
          assertTrue(e.getMessage().startsWith("some.jar "), e.getMessage());
        }
      }
    }
  }

  private static String refusal(CheckedJar jar, String path) {
    return assertThrows(IOException.class, () -> read(jar, path)).getMessage();
  }

  /** In place, as cp does. */
  private void overwrite(byte[] with) throws IOException {
    Files.write(file, with, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static byte[] zip(byte[] text, String comment) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      ZipEntry stored = new ZipEntry("in/stored");
      stored.setMethod(ZipEntry.STORED);
      stored.setSize(text.length);
      CRC32 crc = new CRC32();
      crc.update(text);
      stored.setCrc(crc.getValue());
      out.putNextEntry(stored);
      out.write(text);
      out.closeEntry();
      add(out, "in/deflated", text);
      add(out, "in/empty", new byte[0]);
      add(out, "outside", text);
      out.setComment(comment);
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
