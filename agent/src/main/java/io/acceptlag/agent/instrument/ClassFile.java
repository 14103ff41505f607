package io.acceptlag.agent.instrument;

import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * A class file that is read and written by one of two libraries. What one has read, the other does
 * not write.
 */
abstract class ClassFile {
  /** The newest that Byte Buddy's ASM knows. */
  static final int NEWEST_OF_ASM = Opcodes.V28;

  /** The JDK that first had the Class-File API has class files of version 68. */
  private static final int OLDEST_OF_JDK = Opcodes.V24;

  /**
   * Uses Byte Buddy's ASM, which starts faster. A newer class file comes with a newer JDK, which
   * reads it itself.
   *
   * @throws IllegalArgumentException if neither knows its version
   */
  static ClassFile of(byte[] bytes) {
    int version = ((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff);
    if (version <= NEWEST_OF_ASM) {
      return new AsmClassFile(bytes);
    }
    if (version <= newestOfThisJvm()) {
      return new JdkClassFile(bytes);
    }
    throw new IllegalArgumentException(
        "neither acceptlag nor this JVM can read class files of version " + version);
  }

  private static int newestOfThisJvm() {
    String version = System.getProperty("java.class.version", "0.");
    int newest = Integer.parseInt(version.substring(0, Math.max(0, version.indexOf('.'))));
    return newest >= OLDEST_OF_JDK ? newest : 0;
  }

  /** Shows the instructions, without line numbers and stack maps. */
  abstract void showTo(ClassVisitor visitor);

  /** Shows all of it, with stack maps of full frames. */
  abstract void showAllTo(ClassVisitor visitor);

  /** A writer for a changed copy, which must be shown all of it. */
  abstract ClassVisitor writer();

  /** The bytes that a {@link #writer} has written. */
  abstract byte[] writtenBy(ClassVisitor writer);
}
