package io.acceptlag.agent.instrument;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AdviceAdapter;

/** Weaves calls of the hook into what accepts and listens. Adds no branch, so no stack map. */
final class AcceptWeaver extends MethodWeaver {
  private static final String HOOK = "java/net/AcceptlagHook";

  private final String className;

  AcceptWeaver(String className) {
    this.className = className;
  }

  @Override
  @Nullable MethodVisitor into(MethodVisitor next, int access, String name, String descriptor) {
    AcceptPath path = pathOf(className, name, descriptor);
    return path == null ? null : new HookCalls(next, access, name, descriptor, className, path);
  }

  /** The accept paths and listens of a class file that call the hook. */
  static Set<AcceptPath> wovenIn(String className, byte[] classFile) {
    Set<AcceptPath> woven = EnumSet.noneOf(AcceptPath.class);
    ClassFiles.reader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                AcceptPath path = pathOf(className, name, descriptor);
                return path == null ? null : new HookCallFinder(path, woven);
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return woven;
  }

  private static @Nullable AcceptPath pathOf(String className, String name, String descriptor) {
    for (AcceptPath path : AcceptPath.values()) {
      if (path.isIn(className) && path.is(name, descriptor)) {
        return path;
      }
    }
    return null;
  }

  /** Puts the calls in. On an exception nothing is called: no connection came. */
  private static final class HookCalls extends AdviceAdapter {
    private final String className;
    private final AcceptPath path;
    private int atEnter;

    HookCalls(
        MethodVisitor next,
        int access,
        String name,
        String descriptor,
        String className,
        AcceptPath path) {
      super(Opcodes.ASM9, next, access, name, descriptor);
      this.className = className;
      this.path = path;
    }

    @Override
    protected void onMethodEnter() {
      switch (path) {
        case SOCKET:
          loadThis();
          call("enterSocket", "(" + OBJECT + ")J");
          keepAtEnter();
          break;
        case CHANNEL:
        case CHANNEL_SOCKET:
        case NETTY_EPOLL:
          loadThis();
          loadListenerFd();
          call("enter", "(" + OBJECT + "I)J");
          keepAtEnter();
          break;
        case ASYNC:
          loadThis();
          loadThis();
          getField("sun/nio/ch/AsynchronousServerSocketChannelImpl", "fd", DESCRIPTOR);
          loadArg(0);
          call("acceptedBefore", "(" + OBJECT + DESCRIPTOR + DESCRIPTOR + ")V");
          break;
        case NETTY_URING:
          loadThis();
          loadListenerFd();
          loadArg(0);
          call("acceptedBefore", "(" + OBJECT + "II)V");
          break;
        default:
          break;
      }
    }

    @Override
    protected void onMethodExit(int opcode) {
      if (opcode == ATHROW) {
        return;
      }
      switch (path) {
        case SOCKET:
          loadThis();
          loadArg(0);
          loadLocal(atEnter);
          call("acceptedSocket", "(" + OBJECT + OBJECT + "J)V");
          break;
        case CHANNEL:
        case CHANNEL_SOCKET:
          // The result is a SocketChannelImpl or null, and both know their descriptor: stay out of
          // branches by letting the hook ask.
          dup();
          loadThis();
          loadListenerFd();
          loadLocal(atEnter);
          call("acceptedChannel", "(" + OBJECT + OBJECT + "IJ)V");
          break;
        case NETTY_EPOLL:
          dup();
          loadThis();
          loadListenerFd();
          loadLocal(atEnter);
          call("acceptedNative", "(I" + OBJECT + "IJ)V");
          break;
        case SOCKET_LISTEN:
          loadThis();
          loadArg(1);
          call("listenSocket", "(" + OBJECT + "I)V");
          break;
        case CHANNEL_LISTEN:
          loadThis();
          loadListenerFd();
          loadArg(1);
          call("listenChannel", "(" + OBJECT + "II)V");
          break;
        case ASYNC_LISTEN:
          loadThis();
          loadThis();
          getField("sun/nio/ch/AsynchronousServerSocketChannelImpl", "fd", DESCRIPTOR);
          loadArg(1);
          call("listenChannel", "(" + OBJECT + DESCRIPTOR + "I)V");
          break;
        case NETTY_LISTEN:
          loadThis();
          loadListenerFd();
          loadArg(0);
          call("listen", "(" + OBJECT + "II)V");
          break;
        default:
          break;
      }
    }

    private void loadListenerFd() {
      loadThis();
      switch (path) {
        case CHANNEL:
        case CHANNEL_SOCKET:
        case CHANNEL_LISTEN:
          mv.visitMethodInsn(INVOKEVIRTUAL, className, "getFDVal", "()I", false);
          break;
        case NETTY_URING:
          // The descriptor's class, under whatever name this copy of Netty has.
          String unixDescriptor =
              className.substring(0, className.length() - path.className().length())
                  + "io/netty/channel/unix/FileDescriptor";
          mv.visitMethodInsn(INVOKEVIRTUAL, className, "fd", "()L" + unixDescriptor + ";", false);
          mv.visitMethodInsn(INVOKEVIRTUAL, unixDescriptor, "intValue", "()I", false);
          break;
        default:
          mv.visitMethodInsn(INVOKEVIRTUAL, className, "intValue", "()I", false);
          break;
      }
    }

    private void keepAtEnter() {
      atEnter = newLocal(Type.LONG_TYPE);
      storeLocal(atEnter);
    }

    private void getField(String owner, String name, String descriptor) {
      mv.visitFieldInsn(GETFIELD, owner, name, descriptor);
    }

    private void call(String method, String descriptor) {
      mv.visitMethodInsn(INVOKESTATIC, HOOK, method, descriptor, false);
    }
  }

  private static final class HookCallFinder extends MethodVisitor {
    private final AcceptPath path;
    private final Set<AcceptPath> woven;

    HookCallFinder(AcceptPath path, Set<AcceptPath> woven) {
      super(Opcodes.ASM9);
      this.path = path;
      this.woven = woven;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (owner.equals(HOOK)) {
        woven.add(path);
      }
    }
  }
}
