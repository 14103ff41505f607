package io.acceptlag.agent.instrument;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AdviceAdapter;

/**
 * Weaves calls of the hook into methods that connect. Unlike an accept, a connect that fails is
 * worth telling, so the methods get an exception handler around all they do; it throws on what it
 * caught. Those of an asynchronous channel have handlers of their own, and these get a call.
 */
final class ConnectWeaver extends MethodWeaver {
  private static final String HOOK = "java/net/AcceptlagConnectHook";
  private static final String THROWABLE = "java/lang/Throwable";
  private static final String NET = "sun/nio/ch/Net";

  private final String className;

  ConnectWeaver(String className) {
    this.className = className;
  }

  @Override
  @Nullable MethodVisitor into(MethodVisitor next, int access, String name, String descriptor) {
    for (ConnectPath path : ConnectPath.values()) {
      if (path.isIn(className) && path.is(name, descriptor)) {
        return new HookCalls(next, access, name, descriptor, className, path);
      }
    }
    return null;
  }

  private static final class HookCalls extends AdviceAdapter {
    private final String className;
    private final String descriptor;
    private final ConnectPath path;
    private final Label begin = new Label();
    private final Label end = new Label();
    private final Set<Label> catches = new HashSet<>();
    private boolean catchBegins;
    private int beginNanos = -1;

    HookCalls(
        MethodVisitor next,
        int access,
        String name,
        String descriptor,
        String className,
        ConnectPath path) {
      super(Opcodes.ASM9, next, access, name, descriptor);
      this.className = className;
      this.descriptor = descriptor;
      this.path = path;
    }

    @Override
    protected void onMethodEnter() {
      switch (path) {
        case SOCKET:
        case CHANNEL_SOCKET:
          call("connectBegins", "()J");
          break;
        case CHANNEL:
        case NETTY:
          loadFd();
          loadArg(0);
          call("connectBegins", "(I" + OBJECT + ")J");
          break;
        case CHANNEL_FINISH:
        case NETTY_FINISH:
          loadFd();
          call("finishBegins", "(I)J");
          break;
        case ASYNC:
        case ASYNC_FINISH:
        case ASYNC_CONNECTED:
          return;
      }
      beginNanos = newLocal(Type.LONG_TYPE);
      storeLocal(beginNanos);
      mv.visitLabel(begin);
    }

    @Override
    protected void onMethodExit(int opcode) {
      if (opcode == ATHROW) {
        return;
      }
      switch (path) {
        case SOCKET:
        case CHANNEL_SOCKET:
          loadThis();
          loadArg(0);
          loadLocal(beginNanos);
          call("connected", "(" + OBJECT + OBJECT + "J)V");
          break;
        case CHANNEL:
        case CHANNEL_FINISH:
        case NETTY_FINISH:
          dup();
          loadFd();
          loadLocal(beginNanos);
          call("connectReturned", "(ZIJ)V");
          break;
        case NETTY:
          dup();
          loadFd();
          loadLocal(beginNanos);
          call("nettyConnectReturned", "(ZIJ)V");
          break;
        case ASYNC_CONNECTED:
          loadAsyncDescriptor();
          call("connectFinished", "(" + DESCRIPTOR + ")V");
          break;
        case ASYNC:
        case ASYNC_FINISH:
          break;
      }
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
      super.visitTryCatchBlock(start, end, handler, type);
      boolean async = path == ConnectPath.ASYNC || path == ConnectPath.ASYNC_FINISH;
      if (async && THROWABLE.equals(type)) {
        catches.add(handler);
      }
    }

    @Override
    public void visitLabel(Label label) {
      super.visitLabel(label);
      catchBegins |= catches.contains(label);
    }

    @Override
    public void visitFrame(
        int type, int localCount, Object[] locals, int stackSize, Object[] stack) {
      super.visitFrame(type, localCount, locals, stackSize, stack);
      if (catchBegins) {
        catchBegins = false;
        dup();
        loadAsyncDescriptor();
        call("connectFailed", "(L" + THROWABLE + ";" + DESCRIPTOR + ")V");
      }
    }

    /** Not at the method's beginning: of a channel that is connected already it only throws. */
    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (path == ConnectPath.ASYNC && owner.equals(NET) && name.equals("connect")) {
        loadAsyncDescriptor();
        loadArg(0);
        call("connectBegins", "(" + DESCRIPTOR + OBJECT + ")V");
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      if (beginNanos >= 0) {
        mv.visitLabel(end);
        // Comes last in the table, so whatever the method catches itself it still does.
        mv.visitTryCatchBlock(begin, end, end, THROWABLE);
        visitHandlerFrame();
        mv.visitInsn(DUP);
        if (path == ConnectPath.SOCKET || path == ConnectPath.CHANNEL_SOCKET) {
          loadArg(0);
          loadLocal(beginNanos);
          call("connectFailed", "(L" + THROWABLE + ";" + OBJECT + "J)V");
        } else {
          loadFd();
          loadLocal(beginNanos);
          call("connectFailed", "(L" + THROWABLE + ";IJ)V");
        }
        // Not as an exit of the method, or the exit's own calls would be woven in.
        mv.visitInsn(ATHROW);
      }
      super.visitMaxs(maxStack, maxLocals);
    }

    /** What is certain wherever the exception comes from: this, the parameters, and the begin. */
    private void visitHandlerFrame() {
      Type[] parameters = Type.getArgumentTypes(descriptor);
      Object[] locals = new Object[1 + parameters.length + 1];
      locals[0] = className;
      for (int i = 0; i < parameters.length; i++) {
        locals[1 + i] = verified(parameters[i]);
      }
      locals[locals.length - 1] = LONG;
      mv.visitFrame(F_NEW, locals.length, locals, 1, new Object[] {THROWABLE});
    }

    private static Object verified(Type type) {
      switch (type.getSort()) {
        case Type.INT:
          return INTEGER;
        case Type.LONG:
          return LONG;
        default:
          return type.getInternalName();
      }
    }

    private void loadFd() {
      loadThis();
      boolean netty = path == ConnectPath.NETTY || path == ConnectPath.NETTY_FINISH;
      mv.visitMethodInsn(INVOKEVIRTUAL, className, netty ? "intValue" : "getFDVal", "()I", false);
    }

    private void loadAsyncDescriptor() {
      loadThis();
      mv.visitFieldInsn(GETFIELD, "sun/nio/ch/AsynchronousSocketChannelImpl", "fd", DESCRIPTOR);
    }

    private void call(String method, String methodDescriptor) {
      mv.visitMethodInsn(INVOKESTATIC, HOOK, method, methodDescriptor, false);
    }
  }
}
