package io.acceptlag.agent.instrument;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** A class file taken apart by another ASM than the one that wove it. */
final class WovenClass {
  final ClassNode node = new ClassNode();

  WovenClass(byte[] classFile) {
    new ClassReader(classFile).accept(node, ClassReader.EXPAND_FRAMES);
  }

  /** Null if the class has no such method. */
  MethodNode method(HookedPath path) {
    for (MethodNode method : node.methods) {
      if (path.is(method.name, method.desc) && method.instructions.size() > 0) {
        return method;
      }
    }
    return null;
  }

  static boolean isHookCall(AbstractInsnNode instruction) {
    return instruction instanceof MethodInsnNode call && HookCall.isHook(call.owner);
  }

  static List<MethodInsnNode> hookCalls(MethodNode method) {
    List<MethodInsnNode> calls = new ArrayList<>();
    for (AbstractInsnNode instruction : method.instructions) {
      if (isHookCall(instruction)) {
        calls.add((MethodInsnNode) instruction);
      }
    }
    return calls;
  }
}
