package io.acceptlag.agent.instrument;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.util.Printer;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/**
 * What was added to a method, and where: by instructions, without line numbers. Fails where
 * something was taken away or changed, a jump leads elsewhere, or a stack map frame is not the old
 * one with our local behind it.
 */
final class MethodDiff {
  private final MethodNode before;
  private final List<AbstractInsnNode> old;
  private final List<AbstractInsnNode> all;
  private final List<String> oldText;
  private final List<String> allText;

  /** Of each instruction of the woven method, which old one it is; -1 if it was added. */
  private final int[] oldOf;

  MethodDiff(MethodNode before, MethodNode after) {
    this.before = before;
    old = instructions(before);
    all = instructions(after);
    oldText = texts(before, old);
    allText = texts(after, all);
    oldOf = align();
    checkJumps(after);
    checkHandlers(after);
  }

  /** Tells one body from another, without giving it away. */
  static String digest(MethodNode method) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  String.join("\n", texts(method, instructions(method)))
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One line for each added instruction, below one that says where. */
  List<String> lines(MethodNode after) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < oldOf.length; i++) {
      if (oldOf[i] >= 0) {
        continue;
      }
      if (i == 0 || oldOf[i - 1] >= 0) {
        lines.add(place(i));
      }
      lines.add("  " + allText.get(i));
    }
    for (TryCatchBlockNode block :
        after.tryCatchBlocks.subList(before.tryCatchBlocks.size(), after.tryCatchBlocks.size())) {
      lines.add("catches " + block.type + ", last in the table");
      lines.add("  from " + landing(after, block.start));
      lines.add("  to " + landing(after, block.end));
      lines.add("  at " + landing(after, block.handler));
    }
    return lines;
  }

  private String place(int at) {
    if (at == 0) {
      return "at the beginning";
    }
    int next = at;
    while (next < oldOf.length && oldOf[next] < 0) {
      next++;
    }
    if (next == oldOf.length) {
      return "at the end";
    }
    int opcode = all.get(next).getOpcode();
    int nth = 0;
    int count = 0;
    for (int i = 0; i < old.size(); i++) {
      if (old.get(i).getOpcode() == opcode) {
        count++;
        nth += i <= oldOf[next] ? 1 : 0;
      }
    }
    return "before " + name(all.get(next)) + " " + nth + " of " + count;
  }

  private String landing(MethodNode method, LabelNode label) {
    int at = landingIndex(method, label);
    return oldOf[at] >= 0 ? "instruction " + oldOf[at] : "added " + allText.get(at);
  }

  /**
   * Matches the old instructions with those of the woven method in order, so that the added ones
   * are in as few pieces as can be; of equal ways, in those that end earliest.
   */
  private int[] align() {
    int n = old.size();
    int m = all.size();
    int never = Integer.MAX_VALUE / 2;
    // Pieces begun when j of all are used for i of old, and the last of them was matched or added.
    int[][] matched = new int[n + 1][m + 1];
    int[][] added = new int[n + 1][m + 1];
    for (int[] row : matched) {
      Arrays.fill(row, never);
    }
    for (int[] row : added) {
      Arrays.fill(row, never);
    }
    matched[0][0] = 0;
    for (int i = 0; i <= n; i++) {
      for (int j = i; j <= m; j++) {
        if (j > 0) {
          added[i][j] = Math.min(added[i][j - 1], matched[i][j - 1] + 1);
        }
        if (i > 0 && j > 0 && oldText.get(i - 1).equals(allText.get(j - 1))) {
          matched[i][j] = Math.min(matched[i - 1][j - 1], added[i - 1][j - 1]);
        }
      }
    }
    if (Math.min(matched[n][m], added[n][m]) >= never) {
      throw new AssertionError("not only added to:\n" + String.join("\n", allText));
    }
    int[] result = new int[m];
    int i = n;
    boolean wasAdded = added[n][m] < matched[n][m];
    for (int j = m; j > 0; j--) {
      if (wasAdded) {
        result[j - 1] = -1;
        wasAdded = added[i][j - 1] < matched[i][j - 1] + 1;
      } else {
        result[j - 1] = --i;
        wasAdded = added[i][j - 1] < matched[i][j - 1];
      }
    }
    return result;
  }

  private void checkJumps(MethodNode after) {
    for (int i = 0; i < oldOf.length; i++) {
      if (oldOf[i] >= 0) {
        List<LabelNode> targets = targets(all.get(i));
        List<LabelNode> oldTargets = targets(old.get(oldOf[i]));
        for (int t = 0; t < targets.size(); t++) {
          checkSame(after, targets.get(t), oldTargets.get(t));
        }
      }
    }
  }

  private void checkHandlers(MethodNode after) {
    for (int i = 0; i < before.tryCatchBlocks.size(); i++) {
      TryCatchBlockNode was = before.tryCatchBlocks.get(i);
      TryCatchBlockNode is = after.tryCatchBlocks.get(i);
      if (was.type == null ? is.type != null : !was.type.equals(is.type)) {
        throw new AssertionError("handler " + i + " catches " + is.type + ", not " + was.type);
      }
      checkSame(after, is.handler, was.handler);
    }
  }

  /** At the old target, or at what was added before it; but at the beginning, not there again. */
  private void checkSame(MethodNode after, LabelNode label, LabelNode oldLabel) {
    int oldAt = Math.min(indexOfNext(before, old, oldLabel), old.size());
    int at = landingIndex(after, label);
    int expected = oldAt == old.size() ? oldOf.length : indexInAll(oldAt);
    while (oldAt > 0 && expected > 0 && oldOf[expected - 1] < 0) {
      expected--;
    }
    if (at != expected) {
      throw new AssertionError(
          "a jump or handler leads to " + allText.get(at) + ", not " + allText.get(expected));
    }
  }

  private int indexInAll(int oldIndex) {
    for (int j = 0; j < oldOf.length; j++) {
      if (oldOf[j] == oldIndex) {
        return j;
      }
    }
    throw new AssertionError("instruction " + oldIndex + " is lost");
  }

  private int landingIndex(MethodNode method, LabelNode label) {
    return indexOfNext(method, all, label);
  }

  private static int indexOfNext(MethodNode method, List<AbstractInsnNode> among, LabelNode label) {
    AbstractInsnNode node = method.instructions.get(method.instructions.indexOf(label));
    while (node != null && !among.contains(node)) {
      node = node.getNext();
    }
    return node == null ? among.size() : among.indexOf(node);
  }

  private static List<LabelNode> targets(AbstractInsnNode node) {
    List<LabelNode> targets = new ArrayList<>();
    if (node instanceof JumpInsnNode jump) {
      targets.add(jump.label);
    } else if (node instanceof TableSwitchInsnNode table) {
      targets.addAll(table.labels);
      targets.add(table.dflt);
    } else if (node instanceof LookupSwitchInsnNode lookup) {
      targets.addAll(lookup.labels);
      targets.add(lookup.dflt);
    }
    return targets;
  }

  private static List<AbstractInsnNode> instructions(MethodNode method) {
    List<AbstractInsnNode> nodes = new ArrayList<>();
    for (AbstractInsnNode node : method.instructions) {
      if (!(node instanceof LabelNode || node instanceof LineNumberNode)) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static List<String> texts(MethodNode method, List<AbstractInsnNode> nodes) {
    int maxLocals = ownLocals(method);
    return nodes.stream().map(node -> text(node, maxLocals)).collect(Collectors.toList());
  }

  /** All but ours, which only woven code stores into: it is the first that is stored. */
  private static int ownLocals(MethodNode method) {
    boolean calls = false;
    for (AbstractInsnNode node : method.instructions) {
      calls |= WovenClass.isHookCall(node);
      if (calls
          && node.getOpcode() == Opcodes.LSTORE
          && WovenClass.isHookCall(node.getPrevious())) {
        return ((VarInsnNode) node).var;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static String text(AbstractInsnNode node, int kept) {
    if (node instanceof FrameNode frame) {
      return "FRAME " + own(frame, kept) + " " + names(frame.stack);
    }
    if (node instanceof VarInsnNode variable && variable.var == kept) {
      return name(node) + " kept";
    }
    if (!targets(node).isEmpty()) {
      return name(node) + " " + targets(node).size();
    }
    Textifier textifier = new Textifier();
    node.accept(new TraceMethodVisitor(textifier));
    return textifier.getText().stream().map(Object::toString).collect(Collectors.joining()).strip();
  }

  /** The locals without ours at the end, and what fills the room before it. */
  private static List<Object> own(FrameNode frame, int kept) {
    List<Object> locals = names(frame.local);
    if (kept != Integer.MAX_VALUE) {
      int slots = 0;
      for (Object local : frame.local) {
        slots += Opcodes.LONG.equals(local) || Opcodes.DOUBLE.equals(local) ? 2 : 1;
      }
      if (slots != kept + 2 || !Opcodes.LONG.equals(frame.local.get(frame.local.size() - 1))) {
        locals.add("without ours at " + kept);
        return locals;
      }
      locals.remove(locals.size() - 1);
    }
    while (!locals.isEmpty() && locals.get(locals.size() - 1).equals("TOP")) {
      locals.remove(locals.size() - 1);
    }
    return locals;
  }

  private static List<Object> names(List<Object> types) {
    List<Object> names = new ArrayList<>();
    List<String> simple =
        List.of("TOP", "INTEGER", "FLOAT", "DOUBLE", "LONG", "NULL", "UNINITIALIZED_THIS");
    for (Object type : types == null ? List.of() : types) {
      names.add(
          type instanceof Integer index
              ? simple.get(index)
              : type instanceof LabelNode ? "UNINITIALIZED" : type);
    }
    return names;
  }

  private static String name(AbstractInsnNode node) {
    return node.getOpcode() < 0 ? "FRAME" : Printer.OPCODES[node.getOpcode()];
  }
}
