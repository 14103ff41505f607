package io.acceptlag.agent.instrument;

import java.lang.reflect.InvocationTargetException;
import net.bytebuddy.jar.asm.Attribute;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;

/**
 * A class file read and written by the Class-File API of this JVM (24 and newer). Byte Buddy has
 * the bridge from it to the visitors of ASM.
 *
 * <p>The bridge is compiled for Java 24, so it is called by reflection. Byte Buddy's AsmClassReader
 * does the same by its JavaDispatcher, but that refers to all the rest of Byte Buddy and costs
 * more.
 */
final class JdkClassFile extends ClassFile {
  private static final String BRIDGE = "net.bytebuddy.jar.asmjdkbridge.";

  /** The attributes to know besides its own: none. */
  private static final Attribute[] NO_MORE = new Attribute[0];

  private final Object reader;

  JdkClassFile(byte[] bytes) {
    reader =
        made("JdkClassReader", new Class<?>[] {byte[].class, Attribute[].class}, bytes, NO_MORE);
  }

  @Override
  void showTo(ClassVisitor visitor) {
    accept(visitor, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  @Override
  void showAllTo(ClassVisitor visitor) {
    accept(visitor, ClassReader.EXPAND_FRAMES);
  }

  @Override
  ClassVisitor writer() {
    Class<?>[] types = {reader.getClass(), int.class};
    return (ClassVisitor) made("JdkClassWriter", types, reader, ClassWriter.COMPUTE_MAXS);
  }

  @Override
  byte[] writtenBy(ClassVisitor writer) {
    return (byte[]) called(writer, "toByteArray", new Class<?>[0]);
  }

  private void accept(ClassVisitor visitor, int flags) {
    called(reader, "accept", new Class<?>[] {ClassVisitor.class, int.class}, visitor, flags);
  }

  private static Object made(String name, Class<?>[] types, Object... arguments) {
    try {
      return Class.forName(BRIDGE + name).getConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw thrown(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object called(
      Object object, String method, Class<?>[] types, Object... arguments) {
    try {
      return object.getClass().getMethod(method, types).invoke(object, arguments);
    } catch (InvocationTargetException e) {
      throw thrown(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Unwraps the cause, because reflection is of no interest to the user. */
  private static RuntimeException thrown(InvocationTargetException wrapped) {
    Throwable cause = wrapped.getCause();
    if (cause instanceof Error) {
      throw (Error) cause;
    }
    return cause instanceof RuntimeException
        ? (RuntimeException) cause
        : new IllegalStateException(cause);
  }
}
