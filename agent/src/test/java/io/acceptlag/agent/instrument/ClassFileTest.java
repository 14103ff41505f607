package io.acceptlag.agent.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** Who reads which class file. What the JDK reads is in {@link WeaverTest}. */
class ClassFileTest {
  private static final int TOO_NEW = 99;

  @Test
  void saysThatNeitherKnowsTheVersion() throws IOException {
    byte[] classFile = ofVersion(TOO_NEW);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ClassFile.of(classFile));
    assertEquals(
        "neither acceptlag nor this JVM can read class files of version 99", e.getMessage());
  }

  /** In the sentence for the log, and without harm. */
  @Test
  void leavesItUnwovenAndSaysSo() throws IOException {
    WovenPaths paths = new WovenPaths(17);
    byte[] classFile = ofVersion(TOO_NEW);
    String name = "java/net/ServerSocket";
    RuntimeException e =
        assertThrows(
            RuntimeException.class,
            () -> new ClassWeaver<>(AcceptPath.class, name).weave(classFile));
    paths.failed(name, e);
    assertTrue(paths.summary().endsWith("can read class files of version 99)"), paths.summary());
  }

  @Test
  void byteBuddysAsmReadsTheNewestThatItKnows() throws Exception {
    int newest = 0;
    for (Field field : Opcodes.class.getFields()) {
      if (field.getName().matches("V\\d+")) {
        newest = Math.max(newest, field.getInt(null) & 0xffff);
      }
    }
    assertEquals(newest, ClassFile.NEWEST_OF_ASM, "this Byte Buddy knows more");
    assertTrue(ClassFile.of(ofVersion(newest)) instanceof AsmClassFile);
  }

  private static byte[] ofVersion(int version) throws IOException {
    try (InputStream in = ClassFileTest.class.getResourceAsStream("ClassFileTest.class")) {
      byte[] bytes = in.readAllBytes();
      bytes[7] = (byte) version;
      return bytes;
    }
  }
}
