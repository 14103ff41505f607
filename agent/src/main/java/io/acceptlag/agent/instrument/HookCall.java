package io.acceptlag.agent.instrument;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** One call to a static method of a hook. */
final class HookCall {
  static final String ACCEPTS = "java/net/AcceptlagHook";
  static final String CONNECTS = "java/net/AcceptlagConnectHook";

  static final String OBJECT = "Ljava/lang/Object;";
  static final String DESCRIPTOR = "Ljava/io/FileDescriptor;";
  static final String THROWABLE = "Ljava/lang/Throwable;";

  private final String hook;
  private final String method;
  private final String descriptor;
  private final Operand[] operands;

  private HookCall(String hook, String method, String descriptor, Operand... operands) {
    this.hook = hook;
    this.method = method;
    this.descriptor = descriptor;
    this.operands = operands;
  }

  static HookCall ofAccepts(String method, String descriptor, Operand... operands) {
    return new HookCall(ACCEPTS, method, descriptor, operands);
  }

  static HookCall ofConnects(String method, String descriptor, Operand... operands) {
    return new HookCall(CONNECTS, method, descriptor, operands);
  }

  static boolean isHook(String internalName) {
    return internalName.equals(ACCEPTS) || internalName.equals(CONNECTS);
  }

  /** Whether its result is passed to a later call. */
  boolean returnsKept() {
    return descriptor.endsWith(")J");
  }

  void writeTo(MethodVisitor code, MethodShape in) {
    for (Operand operand : operands) {
      operand.load(code, in);
    }
    code.visitMethodInsn(Opcodes.INVOKESTATIC, hook, method, descriptor, false);
  }
}
