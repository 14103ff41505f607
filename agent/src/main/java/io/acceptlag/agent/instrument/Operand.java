package io.acceptlag.agent.instrument;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** An argument of a hook call, and how it gets onto the stack. */
enum Operand {
  THIS,
  FIRST_ARGUMENT,
  SECOND_ARGUMENT,
  /** The value on top of the stack, which stays there: the result, or the exception. */
  TOP,
  /** The result of the call at the beginning of the method. */
  KEPT,
  /** The descriptor of a JDK channel, which it has as a number. */
  CHANNEL_FD,
  ASYNC_LISTENER_FD,
  ASYNC_CHANNEL_FD,
  NETTY_FD,
  /** The class of the descriptor, under the name that this copy of Netty has. */
  NETTY_URING_FD;

  private static final String ASYNC = "sun/nio/ch/Asynchronous";

  void load(MethodVisitor code, MethodShape method) {
    switch (this) {
      case FIRST_ARGUMENT:
        method.loadArgument(code, 0);
        break;
      case SECOND_ARGUMENT:
        method.loadArgument(code, 1);
        break;
      case TOP:
        code.visitInsn(Opcodes.DUP);
        break;
      case KEPT:
        code.visitVarInsn(Opcodes.LLOAD, method.maxLocals);
        break;
      default:
        code.visitVarInsn(Opcodes.ALOAD, 0);
        loadFromThis(code, method.className);
        break;
    }
  }

  private void loadFromThis(MethodVisitor code, String className) {
    switch (this) {
      case CHANNEL_FD:
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, className, "getFDVal", "()I", false);
        break;
      case ASYNC_LISTENER_FD:
        code.visitFieldInsn(
            Opcodes.GETFIELD, ASYNC + "ServerSocketChannelImpl", "fd", HookCall.DESCRIPTOR);
        break;
      case ASYNC_CHANNEL_FD:
        code.visitFieldInsn(
            Opcodes.GETFIELD, ASYNC + "SocketChannelImpl", "fd", HookCall.DESCRIPTOR);
        break;
      case NETTY_FD:
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, className, "intValue", "()I", false);
        break;
      case NETTY_URING_FD:
        String copy = className.substring(0, className.indexOf("io/netty/"));
        String descriptor = copy + "io/netty/channel/unix/FileDescriptor";
        code.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL, className, "fd", "()L" + descriptor + ";", false);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, descriptor, "intValue", "()I", false);
        break;
      default:
        break;
    }
  }
}
