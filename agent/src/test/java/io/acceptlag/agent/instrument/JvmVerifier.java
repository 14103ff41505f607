package io.acceptlag.agent.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Lets the JVM whose classes they are verify them, with their stack maps. */
final class JvmVerifier {
  private static final String MAIN = "VerifyAll";

  private JvmVerifier() {}

  /** The boot loader's classes are not verified by default. */
  static void verify(JdkClasses jdk, List<Woven> classes, Path folder)
      throws IOException, InterruptedException {
    for (Woven woven : classes) {
      write(folder.resolve("base"), woven.className, woven.after);
    }
    write(folder.resolve("main"), MAIN, mainClass());
    String output =
        JavaProgram.output(
            jdk,
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+BytecodeVerificationLocal",
            jdk.version == 8
                ? "-Xbootclasspath/p:" + folder.resolve("base")
                : "--patch-module=java.base=" + folder.resolve("base"),
            "-cp",
            folder.resolve("main").toString(),
            MAIN);
    assertTrue(output.contains("VERIFIED"), () -> jdk + ": " + output);
  }

  /** Verifies a library's class with the library's other classes, in this JVM. */
  static void verifyHere(String className, byte[] classFile) throws ClassNotFoundException {
    String name = className.replace('/', '.');
    ClassLoader library = JvmVerifier.class.getClassLoader();
    ClassLoader loader =
        new ClassLoader(library) {
          @Override
          protected Class<?> loadClass(String wanted, boolean resolve)
              throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(wanted);
            // All of the library, because classes of a package belong together.
            return loaded == null && wanted.startsWith("io.netty.")
                ? define(wanted)
                : loaded == null ? super.loadClass(wanted, resolve) : loaded;
          }

          private Class<?> define(String wanted) throws ClassNotFoundException {
            String file = wanted.replace('.', '/') + ".class";
            try (InputStream in = library.getResourceAsStream(file)) {
              if (in == null) {
                throw new ClassNotFoundException(wanted);
              }
              byte[] bytes = wanted.equals(name) ? classFile : in.readAllBytes();
              return defineClass(wanted, bytes, 0, bytes.length);
            } catch (IOException e) {
              throw new ClassNotFoundException(wanted, e);
            }
          }
        };
    assertEquals(loader, Class.forName(name, true, loader).getClassLoader());
  }

  /** For the oldest JVM: initialises all that is woven, says so, ends. */
  private static byte[] mainClass() {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, MAIN, null, "java/lang/Object", null);
    MethodVisitor main =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "main", "([Ljava/lang/String;)V", null, null);
    main.visitCode();
    for (String className : JdkClasses.WOVEN) {
      main.visitLdcInsn(className.replace('/', '.'));
      main.visitInsn(Opcodes.ICONST_1);
      main.visitInsn(Opcodes.ACONST_NULL);
      main.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          "java/lang/Class",
          "forName",
          "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;",
          false);
      main.visitInsn(Opcodes.POP);
    }
    main.visitFieldInsn(Opcodes.GETSTATIC, "java/lang/System", "out", "Ljava/io/PrintStream;");
    main.visitLdcInsn("VERIFIED");
    main.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, "java/io/PrintStream", "println", "(Ljava/lang/String;)V", false);
    main.visitInsn(Opcodes.RETURN);
    main.visitMaxs(0, 0);
    main.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static void write(Path folder, String className, byte[] classFile) throws IOException {
    Path file = folder.resolve(className + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, classFile);
  }
}
