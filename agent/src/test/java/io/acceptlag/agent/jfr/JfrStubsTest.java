package io.acceptlag.agent.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What stands for jdk.jfr when we are compiled is part of what is there when we run. */
class JfrStubsTest {
  private static final Path STUBS = Path.of("target/classes/jdk/jfr");

  @Test
  void eachMemberIsTheJdks() throws Exception {
    List<String> lacking = new ArrayList<>();
    int members = 0;
    for (Path file : files()) {
      Set<String> stub = new TreeSet<>();
      String name = members(file, stub);
      Class<?> real = Class.forName(name.replace('/', '.'));
      assertTrue(real.getModule().isNamed(), "the stub itself was loaded");
      Set<String> there = members(real);
      stub.stream().filter(each -> !there.contains(each)).forEach(lacking::add);
      members += stub.size();
    }
    assertEquals(List.of(), lacking);
    assertTrue(members > 20, "is the test blind?");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(STUBS)) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }

  private static String members(Path file, Set<String> into) throws IOException {
    ClassReader reader = new ClassReader(Files.readAllBytes(file));
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public FieldVisitor visitField(
              int access, String name, String descriptor, String signature, Object value) {
            if ((access & Opcodes.ACC_PRIVATE) == 0) {
              into.add(reader.getClassName() + "." + name + " " + descriptor + " " + value);
            }
            return null;
          }

          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            if ((access & Opcodes.ACC_PRIVATE) == 0 && !name.startsWith("<")) {
              boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
              into.add(reader.getClassName() + "." + name + descriptor + " " + isStatic);
            }
            return null;
          }
        },
        0);
    return reader.getClassName();
  }

  private static Set<String> members(Class<?> real) {
    String owner = Type.getInternalName(real);
    Set<String> members =
        Arrays.stream(real.getMethods())
            .map(
                each ->
                    owner
                        + "."
                        + each.getName()
                        + Type.getMethodDescriptor(each)
                        + " "
                        + Modifier.isStatic(each.getModifiers()))
            .collect(Collectors.toSet());
    Arrays.stream(real.getFields())
        .forEach(
            each -> {
              try {
                members.add(
                    owner
                        + "."
                        + each.getName()
                        + " "
                        + Type.getDescriptor(each.getType())
                        + " "
                        // As in the class file, where an enum's constant has no value.
                        + (each.isEnumConstant() ? null : each.get(null)));
              } catch (IllegalAccessException e) {
                throw new AssertionError(e);
              }
            });
    return members;
  }
}
