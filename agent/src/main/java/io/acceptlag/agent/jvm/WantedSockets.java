package io.acceptlag.agent.jvm;

import java.io.FileDescriptor;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds certain connections behind objects that refer to them, by their descriptors. */
final class WantedSockets {
  /** From a task, over what wraps it, to the socket. */
  private static final int HOPS_MAX = 4;

  private static final int OBJECTS_MAX = 64;

  private final ObjectWalk walk;
  private final int[] descriptors;

  WantedSockets(ObjectFields fields, int[] descriptors) {
    walk = new ObjectWalk(fields, OBJECTS_MAX, ObjectWalk.NO_BOUND);
    this.descriptors = descriptors;
  }

  boolean areNone() {
    return descriptors.length == 0;
  }

  boolean leadsToAny(Object task) {
    return count(task) > 0;
  }

  /**
   * Whether what a thread runs leads to exactly one: an object that leads to several manages them,
   * and serves none.
   */
  boolean leadsToOne(Object body) {
    return count(body) == 1;
  }

  private int count(Object from) {
    boolean[] found = new boolean[descriptors.length];
    int count = 0;
    List<Object> near = walk.from(from);
    for (int hop = 0; hop <= HOPS_MAX; hop++) {
      for (Object each : near) {
        int at = indexOf(descriptor(each));
        if (at >= 0 && !found[at]) {
          found[at] = true;
          count++;
        }
      }
      near = walk.behind(near);
    }
    return count;
  }

  private int indexOf(int descriptor) {
    for (int i = 0; i < descriptors.length; i++) {
      if (descriptors[i] == descriptor) {
        return i;
      }
    }
    return -1;
  }

  /** -1 where it is no connection. */
  private static int descriptor(Object candidate) {
    if (candidate instanceof Socket) {
      Object impl = ObjectFields.ofJdk(candidate, Socket.class, "impl");
      return impl == null ? -1 : number(descriptorOf(impl));
    }
    if (candidate.getClass().getName().equals("sun.nio.ch.SelectionKeyImpl")) {
      Object channel = ObjectFields.ofJdk(candidate, candidate.getClass(), "channel");
      return channel instanceof SocketChannel ? descriptor(channel) : -1;
    }
    if (candidate instanceof SocketChannel && candidate.getClass().getClassLoader() == null) {
      return ObjectFields.number(candidate, candidate.getClass(), "fdVal");
    }
    return -1;
  }

  /** From Java 13 on a SocketImpl may delegate to another. */
  private static @Nullable Object descriptorOf(Object impl) {
    Object own = ObjectFields.ofJdk(impl, SocketImpl.class, "fd");
    if (own != null) {
      return own;
    }
    for (Class<?> type = impl.getClass(); type != null; type = type.getSuperclass()) {
      Object behind = ObjectFields.ofJdk(impl, type, "delegate");
      if (behind instanceof SocketImpl) {
        return ObjectFields.ofJdk(behind, SocketImpl.class, "fd");
      }
    }
    return null;
  }

  private static int number(@Nullable Object descriptor) {
    return descriptor == null ? -1 : ObjectFields.number(descriptor, FileDescriptor.class, "fd");
  }
}
