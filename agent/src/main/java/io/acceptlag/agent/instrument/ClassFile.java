package io.acceptlag.agent.instrument;

import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * A class file that can be read and written again, by one library or the other: what one has read,
 * the other is not given to write.
 */
abstract class ClassFile {
  /** The newest that Byte Buddy's ASM knows. */
  static final int NEWEST_OF_ASM = Opcodes.V28;

  /** The JDK that first had the Class-File API has class files of version 68. */
  private static final int OLDEST_OF_JDK = Opcodes.V24;

  /**
   * By Byte Buddy's ASM, which starts faster. A newer class file is of a newer JDK, and is read by
   * that JDK itself.
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
    String version = System.getProperty("java.class.version", "");
    int newest = Integer.parseInt(version.substring(0, Math.max(0, version.indexOf('.'))));
    return newest >= OLDEST_OF_JDK ? newest : 0;
  }

  /** Its instructions, without line numbers and stack maps. */
  abstract void showTo(ClassVisitor visitor);

  /** All of it, with stack maps of full frames. */
  abstract void showAllTo(ClassVisitor visitor);

  /** Writes one such as this. It is to be shown all, as it is or changed. */
  abstract ClassVisitor writer();

  /** What one of {@link #writer} has written. */
  abstract byte[] writtenBy(ClassVisitor writer);
}
