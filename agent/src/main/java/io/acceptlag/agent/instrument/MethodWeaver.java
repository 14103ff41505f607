package io.acceptlag.agent.instrument;

import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Adds the calls to one method, and changes nothing else. What the first call returns is kept in a
 * local behind the method's own.
 */
final class MethodWeaver extends MethodVisitor {
  private static final String THROWABLE = "java/lang/Throwable";

  private final HookCalls calls;
  private final MethodShape method;
  private final Label begin = new Label();
  private final Label end = new Label();
  private final Set<Label> catches = new HashSet<>();
  private boolean catchBegins;

  MethodWeaver(MethodVisitor next, HookCalls calls, MethodShape method) {
    super(Opcodes.ASM9, next);
    this.calls = calls;
    this.method = method;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    write(calls.begin);
    if (calls.keeps()) {
      mv.visitVarInsn(Opcodes.LSTORE, method.maxLocals);
    }
    if (calls.failure != null) {
      mv.visitLabel(begin);
    }
  }

  /**
   * Adds the end call before each return, but not before a throw: then no connection came, or
   * {@link HookCalls#failure} reports it.
   */
  @Override
  public void visitInsn(int opcode) {
    if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
      write(calls.end);
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    super.visitTryCatchBlock(start, end, handler, type);
    if (calls.caught != null && THROWABLE.equals(type)) {
      catches.add(handler);
    }
  }

  @Override
  public void visitLabel(Label label) {
    super.visitLabel(label);
    catchBegins |= catches.contains(label);
  }

  @Override
  public void visitFrame(int type, int localCount, Object[] locals, int stackSize, Object[] stack) {
    if (calls.keeps()) {
      Object[] all = method.withKept(localCount, locals);
      super.visitFrame(type, all.length, all, stackSize, stack);
    } else {
      super.visitFrame(type, localCount, locals, stackSize, stack);
    }
    if (catchBegins) {
      catchBegins = false;
      write(calls.caught);
    }
  }

  /**
   * Adds the call here rather than at the beginning, because the method only throws if the channel
   * is already connected.
   */
  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (owner.equals("sun/nio/ch/Net") && name.equals("connect")) {
      write(calls.netConnect);
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (calls.failure != null) {
      mv.visitLabel(end);
      // It comes last in the table, so the method still catches what it did before.
      mv.visitTryCatchBlock(begin, end, end, THROWABLE);
      Object[] certain = method.certainLocals();
      Object[] locals = calls.keeps() ? method.withKept(certain.length, certain) : certain;
      mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {THROWABLE});
      write(calls.failure);
      mv.visitInsn(Opcodes.ATHROW);
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  private void write(@Nullable HookCall call) {
    if (call != null) {
      call.writeTo(mv, method);
    }
  }
}
