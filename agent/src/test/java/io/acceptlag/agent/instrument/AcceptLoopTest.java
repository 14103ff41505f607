package io.acceptlag.agent.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** Whether the call of {@code work} in each of these methods is around an accept(). */
class AcceptLoopTest {
  @Test
  void whatComesAfterAccept() throws Exception {
    assertSurrounds(true, Shop.class, "acceptsAndServes");
    assertSurrounds(true, Shop.class, "servesOnce");
  }

  @Test
  void whatComesBeforeItInTheLoop() throws Exception {
    assertSurrounds(true, Shop.class, "waitsForAPlace");
  }

  @Test
  void whatIsInTheLoopThatCallsWhatAccepts() throws Exception {
    assertSurrounds(true, Shop.class, "callsTheOneThatAccepts");
  }

  @Test
  void whatNeverAccepts() throws Exception {
    assertSurrounds(false, Shop.class, "serve");
    assertSurrounds(false, Shop.class, "startsAndThenAccepts");
    assertSurrounds(false, Shop.class, "lambda$handsOver$0");
    assertSurrounds(false, Shop.class, "endsAfterALoopThatAccepts");
  }

  /** The line is that of the call of {@code work} in that method. */
  private static void assertSurrounds(boolean expected, Class<?> type, String method)
      throws IOException {
    byte[] classFile;
    try (InputStream in =
        type.getResourceAsStream(type.getName().replaceAll(".*\\.", "") + ".class")) {
      classFile = in.readAllBytes();
    }
    boolean any = false;
    AcceptLoop loop = new AcceptLoop(classFile);
    for (int line : Lines.ofWork(classFile, method)) {
      any |= loop.surrounds(method, line);
    }
    assertEquals(expected, any, method);
  }

  /** Lines of calls of {@code work} in a method. */
  private static final class Lines {
    static Set<Integer> ofWork(byte[] classFile, String wanted) {
      Set<Integer> lines = new HashSet<>();
      new ClassReader(classFile)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String type, String generic, String[] thrown) {
                  return !name.equals(wanted)
                      ? null
                      : new MethodVisitor(Opcodes.ASM9) {
                        private int line;

                        @Override
                        public void visitLineNumber(int at, Label start) {
                          line = at;
                        }

                        @Override
                        public void visitMethodInsn(
                            int opcode, String owner, String called, String type, boolean face) {
                          if (called.equals("work")) {
                            lines.add(line);
                          }
                        }
                      };
                }
              },
              0);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException(wanted + " calls no work");
      }
      return lines;
    }
  }

  /** Never run. */
  @SuppressWarnings("unused")
  private static final class Shop {
    private ServerSocket listener;
    private ServerSocketChannel channel;
    private boolean open;

    void acceptsAndServes() throws IOException {
      while (true) {
        Socket next = listener.accept();
        work(next);
      }
    }

    void servesOnce() throws IOException {
      SocketChannel only = channel.accept();
      work(only);
    }

    void waitsForAPlace() throws IOException {
      while (open) {
        work(this);
        Socket next = listener.accept();
        serve(next);
      }
    }

    void callsTheOneThatAccepts() throws IOException {
      for (; ; ) {
        Socket next = next();
        work(next);
      }
    }

    private Socket next() throws IOException {
      return listener.accept();
    }

    void serve(Socket socket) {
      work(socket);
    }

    void startsAndThenAccepts() throws IOException {
      work(this);
      acceptsAndServes();
    }

    void handsOver() throws IOException {
      while (open) {
        Socket next = listener.accept();
        new Thread(() -> work(next)).start();
      }
    }

    void endsAfterALoopThatAccepts() throws IOException {
      acceptsAndServes();
      work(this);
    }

    private static void work(Object with) {}
  }
}
