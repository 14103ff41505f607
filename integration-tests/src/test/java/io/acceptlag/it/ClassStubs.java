package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Classes with nothing in them, that stand for an application's copy of a library. */
final class ClassStubs {
  private ClassStubs() {}

  /** Returns the folder, for a class path. */
  static Path write(Path folder, List<String> classNames) throws IOException {
    for (String name : classNames) {
      String internalName = name.replace('.', '/');
      ClassWriter writer = new ClassWriter(0);
      writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, internalName, null, "java/lang/Object", null);
      writer.visitEnd();
      Path file = folder.resolve(internalName + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, writer.toByteArray());
    }
    return folder;
  }
}
