package io.acceptlag.agent.instrument;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;

/** A class file read and written by the ASM in Byte Buddy. */
final class AsmClassFile extends ClassFile {
  private final ClassReader reader;

  AsmClassFile(byte[] bytes) {
    reader = new ClassReader(bytes);
  }

  @Override
  void showTo(ClassVisitor visitor) {
    reader.accept(visitor, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  @Override
  void showAllTo(ClassVisitor visitor) {
    reader.accept(visitor, ClassReader.EXPAND_FRAMES);
  }

  @Override
  ClassVisitor writer() {
    // With the reader it copies methods that pass unchanged.
    return new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
  }

  @Override
  byte[] writtenBy(ClassVisitor writer) {
    return ((ClassWriter) writer).toByteArray();
  }
}
