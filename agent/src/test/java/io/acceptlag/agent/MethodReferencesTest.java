package io.acceptlag.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * No method reference needs boxing. To link one, Java 8 calls String.format
 * (TypeConvertingMethodAdapter.boxingDescriptor), which fixes the default locale of formats, and
 * breaks java.util.Currency for good where the application has cleared the system properties. A
 * lambda boxes by itself.
 */
class MethodReferencesTest {
  private final List<String> boxing = new ArrayList<>();
  private int seen;

  @Test
  void needNoBoxing() throws IOException {
    for (String module : List.of("../core", "../native-probes", ".")) {
      try (Stream<Path> files = Files.walk(Path.of(module, "target/classes"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          ClassReader reader = new ClassReader(Files.readAllBytes(file));
          reader.accept(new References(reader.getClassName()), ClassReader.SKIP_DEBUG);
        }
      }
    }
    assertTrue(seen > 50, "the scan is blind");
    assertEquals(List.of(), boxing);
  }

  private final class References extends ClassVisitor {
    private final String className;

    References(String className) {
      super(Opcodes.ASM9);
      this.className = className;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInvokeDynamicInsn(
            String sam, String type, Handle bootstrap, Object... arguments) {
          if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
            seen++;
            if (boxes((Handle) arguments[1], (Type) arguments[2])) {
              boxing.add(className + "." + name + ": " + arguments[1]);
            }
          }
        }
      };
    }
  }

  /** Parameters stand at the end of the method's; what is captured comes before. */
  private static boolean boxes(Handle method, Type wanted) {
    List<Type> has = new ArrayList<>();
    Type returns = Type.getReturnType(method.getDesc());
    if (method.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
      returns = Type.getObjectType(method.getOwner());
    } else if (method.getTag() != Opcodes.H_INVOKESTATIC) {
      has.add(Type.getObjectType(method.getOwner()));
    }
    has.addAll(Arrays.asList(Type.getArgumentTypes(method.getDesc())));
    Type[] wants = wanted.getArgumentTypes();
    for (int i = 1; i <= Math.min(has.size(), wants.length); i++) {
      if (isPrimitive(has.get(has.size() - i)) != isPrimitive(wants[wants.length - i])) {
        return true;
      }
    }
    boolean returnsNothing =
        returns.getSort() == Type.VOID || wanted.getReturnType().getSort() == Type.VOID;
    return !returnsNothing && isPrimitive(returns) != isPrimitive(wanted.getReturnType());
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }
}
