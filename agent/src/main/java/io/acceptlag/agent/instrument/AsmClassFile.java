package io.acceptlag.agent.instrument;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;

/** Read and written by the ASM that Byte Buddy carries. */
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
    // Given the reader, it copies what goes through unchanged.
    return new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
  }

  @Override
  byte[] writtenBy(ClassVisitor writer) {
    return ((ClassWriter) writer).toByteArray();
  }
}
