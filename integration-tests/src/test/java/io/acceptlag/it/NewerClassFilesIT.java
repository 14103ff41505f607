package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A JDK whose class files are newer than the ASM that we bring: today's JDKs, and an agent whose
 * ASM is said to know those of Java 7 only.
 */
@Execution(ExecutionMode.CONCURRENT)
class NewerClassFilesIT {
  private static final String CLASS_FILE = "io/acceptlag/agent/instrument/ClassFile";
  private static final int NEWEST_OF_ASM = 72;
  private static final int JAVA_7 = 51;
  private static final int CLASS_FILE_API_SINCE = 24;
  private static final String[] PATHS = {
    "serversocket", "channel-blocking", "channel-selector", "async-handler"
  };

  static Stream<Jdk> withClassFileApi() {
    return Jdks.orSkip(
        Jdks.all().stream().filter(jdk -> jdk.version() >= CLASS_FILE_API_SINCE),
        "JDK " + CLASS_FILE_API_SINCE + " or newer");
  }

  static Stream<Jdk> withoutClassFileApi() {
    return Jdks.orSkip(
        Jdks.oldestAndNewest(8).stream().filter(jdk -> jdk.version() < CLASS_FILE_API_SINCE),
        "a JDK before " + CLASS_FILE_API_SINCE);
  }

  @ParameterizedTest
  @MethodSource("withClassFileApi")
  void areWovenByTheJdkItself(Jdk jdk, @TempDir Path folder) throws Exception {
    try (EchoServer server = EchoServer.start(withOldAsm(jdk, folder, "log=stderr"), PATHS)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      for (String path : List.of("serversocket", "channel-blocking")) {
        server.holdAndAwaitWarning(path);
      }
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  @ParameterizedTest
  @MethodSource("withoutClassFileApi")
  void areLeftAloneWhereNobodyReadsThem(Jdk jdk, @TempDir Path folder) throws Exception {
    AgentJvm.Builder builder = withOldAsm(jdk, folder, "log=stderr,warn.wait=60s");
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      LogLine line =
          server
              .jvm()
              .awaitLog(
                  "start line", each -> each.sentence().contains(" watches "), EchoServer.SOON);
      assertTrue(
          line.sentence()
              .matches(
                  ".* watches 0 of \\d accept paths \\(not ServerSocket, .*: neither acceptlag nor"
                      + " this JVM can read class files of version \\d+\\);.*"),
          line::toString);
      server.exchange();
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  private static AgentJvm.Builder withOldAsm(Jdk jdk, Path folder, String options)
      throws IOException {
    Path saboteur = TestAgent.jar(folder, CLASS_FILE, knowingJava7Only());
    return AgentJvm.on(jdk).agent(saboteur, "").agent(options).expect("event=not_hooked");
  }

  private static byte[] knowingJava7Only() throws IOException {
    ClassReader reader = new ClassReader(Workspace.agentEntry("inst/" + CLASS_FILE + ".classdata"));
    ClassWriter writer = new ClassWriter(reader, 0);
    AtomicInteger found = new AtomicInteger();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(
                Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
              @Override
              public void visitIntInsn(int opcode, int operand) {
                boolean newest = opcode == Opcodes.BIPUSH && operand == NEWEST_OF_ASM;
                found.addAndGet(newest ? 1 : 0);
                super.visitIntInsn(opcode, newest ? JAVA_7 : operand);
              }
            };
          }
        },
        0);
    assertEquals(1, found.get(), "the newest version that our ASM knows");
    return writer.toByteArray();
  }
}
