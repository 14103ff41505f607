package io.acceptlag.agent.instrument;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** What the woven code must know about its method, which is never static. */
final class MethodShape {
  final String className;
  final Type[] parameters;

  /** How many slots its own locals take. Ours comes behind them, so that none of them moves. */
  final int maxLocals;

  MethodShape(String className, String descriptor, int maxLocals) {
    this.className = className;
    this.maxLocals = maxLocals;
    parameters = Type.getArgumentTypes(descriptor);
  }

  void loadArgument(MethodVisitor code, int index) {
    int slot = 1;
    for (int i = 0; i < index; i++) {
      slot += parameters[i].getSize();
    }
    code.visitVarInsn(parameters[index].getOpcode(Opcodes.ILOAD), slot);
  }

  /** The locals of a stack map frame, together with ours. */
  Object[] withKept(int count, Object[] locals) {
    int slots = 0;
    for (int i = 0; i < count; i++) {
      slots += locals[i] == Opcodes.LONG || locals[i] == Opcodes.DOUBLE ? 2 : 1;
    }
    Object[] padded = new Object[count + maxLocals - slots + 1];
    System.arraycopy(locals, 0, padded, 0, count);
    for (int i = count; i < padded.length - 1; i++) {
      padded[i] = Opcodes.TOP;
    }
    padded[padded.length - 1] = Opcodes.LONG;
    return padded;
  }

  /** The locals that are valid wherever an exception is thrown: this and the parameters. */
  Object[] certainLocals() {
    Object[] locals = new Object[1 + parameters.length];
    locals[0] = className;
    for (int i = 0; i < parameters.length; i++) {
      locals[1 + i] = verified(parameters[i]);
    }
    return locals;
  }

  private static Object verified(Type type) {
    switch (type.getSort()) {
      case Type.BOOLEAN:
      case Type.CHAR:
      case Type.BYTE:
      case Type.SHORT:
      case Type.INT:
        return Opcodes.INTEGER;
      case Type.LONG:
        return Opcodes.LONG;
      case Type.FLOAT:
        return Opcodes.FLOAT;
      case Type.DOUBLE:
        return Opcodes.DOUBLE;
      default:
        return type.getInternalName();
    }
  }
}
