package io.acceptlag.agent.instrument;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the paths of one kind into one class. Adds no member, so that the JVM accepts it for a
 * loaded class.
 */
class ClassWeaver<P extends Enum<P> & HookedPath> {
  private final Class<P> kind;
  private final String className;

  ClassWeaver(Class<P> kind, String className) {
    this.kind = kind;
    this.className = className;
  }

  /** Null if the class has none of the methods. */
  final byte @Nullable [] weave(byte[] bytes) {
    ClassFile classFile = opened(bytes);
    LocalsCounter locals = new LocalsCounter();
    classFile.showTo(locals);
    if (locals.maxByMethod.isEmpty()) {
      return null;
    }
    ClassVisitor writer = classFile.writer();
    classFile.showAllTo(new Weaving(writer, locals.maxByMethod));
    return classFile.writtenBy(writer);
  }

  /** The paths of a class file that call the hook. */
  final Set<P> wovenIn(byte[] bytes) {
    CallFinder finder = new CallFinder();
    opened(bytes).showTo(finder);
    return finder.woven;
  }

  /**
   * A method and not a function parameter: a lambda would be linked while the application loads a
   * class.
   */
  ClassFile opened(byte[] bytes) {
    return ClassFile.of(bytes);
  }

  private @Nullable P pathOf(String name, String descriptor) {
    for (P path : kind.getEnumConstants()) {
      if (path.isIn(className) && path.is(name, descriptor)) {
        return path;
      }
    }
    return null;
  }

  /** Counts the slots of the locals of each method to weave that has a body. */
  private final class LocalsCounter extends ClassVisitor {
    final Map<String, Integer> maxByMethod = new HashMap<>();

    LocalsCounter() {
      super(Opcodes.ASM9);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (pathOf(name, descriptor) == null) {
        return null;
      }
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
          maxByMethod.put(name + descriptor, maxLocals);
        }
      };
    }
  }

  private final class Weaving extends ClassVisitor {
    private final Map<String, Integer> maxLocalsByMethod;

    Weaving(ClassVisitor next, Map<String, Integer> maxLocalsByMethod) {
      super(Opcodes.ASM9, next);
      this.maxLocalsByMethod = maxLocalsByMethod;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      Integer maxLocals = maxLocalsByMethod.get(name + descriptor);
      P path = pathOf(name, descriptor);
      if (next == null || maxLocals == null || path == null) {
        return next;
      }
      return new MethodWeaver(
          next, path.calls(), new MethodShape(className, descriptor, maxLocals));
    }
  }

  private final class CallFinder extends ClassVisitor {
    final Set<P> woven = EnumSet.noneOf(kind);

    CallFinder() {
      super(Opcodes.ASM9);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      P path = pathOf(name, descriptor);
      if (path == null) {
        return null;
      }
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          if (HookCall.isHook(owner)) {
            woven.add(path);
          }
        }
      };
    }
  }
}
