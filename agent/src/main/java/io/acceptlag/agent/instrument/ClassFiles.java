package io.acceptlag.agent.instrument;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** Class files of any version, by an ASM that may be older. */
final class ClassFiles {
  private static final int NEWEST_READABLE = Opcodes.V27;
  private static final int MINOR_AND_MAJOR_AT = 4;

  private ClassFiles() {}

  static ClassReader reader(byte[] classFile) {
    return new ClassReader(readable(classFile));
  }

  /** Gives a woven class file the version that it had. */
  static byte[] ofSameVersion(byte[] woven, byte[] original) {
    System.arraycopy(original, MINOR_AND_MAJOR_AT, woven, MINOR_AND_MAJOR_AT, 4);
    return woven;
  }

  /**
   * A class file newer than this ASM knows is read as the newest it does know: so far each new
   * version has added attributes, which pass through, and no instruction since Java 7.
   */
  private static byte[] readable(byte[] classFile) {
    int major = ((classFile[6] & 0xff) << 8) | (classFile[7] & 0xff);
    if (major <= NEWEST_READABLE) {
      return classFile;
    }
    byte[] copy = classFile.clone();
    copy[6] = 0;
    copy[7] = NEWEST_READABLE;
    return copy;
  }
}
