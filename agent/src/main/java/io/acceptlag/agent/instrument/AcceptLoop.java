package io.acceptlag.agent.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Whether a method accepts connections around one of its lines: a thread in a call of that line has
 * accepted before, or will call accept() again when it returns. Reads only the class file; nothing
 * is woven or loaded.
 */
public final class AcceptLoop {
  private final List<Code> codes = new ArrayList<>();

  /** The methods of this class that call accept() themselves, by name and descriptor. */
  private final Set<String> accepting = new HashSet<>();

  /**
   * @throws RuntimeException if it cannot be read
   */
  public AcceptLoop(byte[] classFile) {
    ClassFile.of(classFile)
        .showAllTo(
            new ClassVisitor(Opcodes.ASM9) {
              private String className = "";

              @Override
              public void visit(
                  int version,
                  int access,
                  String name,
                  String signature,
                  String superName,
                  String[] interfaces) {
                className = name;
              }

              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  String signature,
                  String[] exceptions) {
                Code code = new Code(className, name, name + descriptor);
                codes.add(code);
                return code;
              }
            });
    for (Code code : codes) {
      if (!code.accepts.isEmpty()) {
        accepting.add(code.key);
      }
    }
  }

  /** Loads what it needs, because in trouble no descriptor may be left for that. */
  public static void rehearse() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, "Rehearsed", null, "java/lang/Object", null);
    MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "run", "()V", null, null);
    Label line = new Label();
    method.visitCode();
    method.visitLabel(line);
    method.visitLineNumber(1, line);
    method.visitMethodInsn(Opcodes.INVOKESTATIC, "Rehearsed", "run", "()V", false);
    method.visitJumpInsn(Opcodes.GOTO, line);
    method.visitMaxs(0, 0);
    writer.visitEnd();
    new AcceptLoop(writer.toByteArray()).surrounds("run", 1);
  }

  /**
   * Whether that is so for a method of that name, if a thread is in a call of that line other than
   * accept().
   */
  public boolean surrounds(String method, int line) {
    for (Code code : codes) {
      if (code.name.equals(method) && surrounds(code, line)) {
        return true;
      }
    }
    return false;
  }

  private boolean surrounds(Code code, int line) {
    for (int call : code.callsOf(line)) {
      for (int accept : code.accepts) {
        if (accept < call || (accept != call && code.isOneLoop(accept, call))) {
          return true;
        }
      }
      for (Map.Entry<Integer, String> own : code.ownCalls.entrySet()) {
        // An accept before the call proves nothing here: the method may return when it accepts no
        // more.
        if (own.getKey() != call
            && accepting.contains(own.getValue())
            && code.isOneLoop(own.getKey(), call)) {
          return true;
        }
      }
    }
    return false;
  }

  /** One method: its calls, jumps and lines. Calls and jumps are numbered. */
  private static final class Code extends MethodVisitor {
    final String className;
    final String name;
    final String key;
    final List<Integer> accepts = new ArrayList<>();
    final Map<Integer, String> ownCalls = new HashMap<>();
    private final List<Integer> calls = new ArrayList<>();
    private final Map<Label, Integer> labels = new HashMap<>();
    private final Map<Integer, Label> jumps = new HashMap<>();
    private final List<int[]> lines = new ArrayList<>();
    private int numbered;

    Code(String className, String name, String key) {
      super(Opcodes.ASM9);
      this.className = className;
      this.name = name;
      this.key = key;
    }

    List<Integer> callsOf(int line) {
      List<Integer> found = new ArrayList<>();
      for (int call : calls) {
        if (lineOf(call) == line) {
          found.add(call);
        }
      }
      return found;
    }

    private int lineOf(int call) {
      int line = -1;
      for (int[] each : lines) {
        if (each[0] <= call) {
          line = each[1];
        }
      }
      return line;
    }

    /** Whether a backward jump encloses both. */
    boolean isOneLoop(int one, int other) {
      for (Map.Entry<Integer, Label> jump : jumps.entrySet()) {
        Integer to = labels.get(jump.getValue());
        int from = jump.getKey();
        if (to != null && to <= Math.min(one, other) && Math.max(one, other) <= from) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String called, String descriptor, boolean isInterface) {
      int at = numbered++;
      calls.add(at);
      if (called.equals("accept")
          && (descriptor.equals("()Ljava/net/Socket;")
              || descriptor.equals("()Ljava/nio/channels/SocketChannel;"))) {
        accepts.add(at);
      } else if (owner.equals(className)) {
        ownCalls.put(at, called + descriptor);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String called, String descriptor, Handle bootstrap, Object... arguments) {
      calls.add(numbered++);
    }

    @Override
    public void visitLabel(Label label) {
      labels.put(label, numbered);
    }

    @Override
    public void visitLineNumber(int line, Label start) {
      lines.add(new int[] {numbered, line});
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      jumps.put(numbered++, label);
    }
  }
}
