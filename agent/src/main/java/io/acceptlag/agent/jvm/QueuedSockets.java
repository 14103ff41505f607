package io.acceptlag.agent.jvm;

import java.io.FileDescriptor;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which pool has connections in its queue, told by their descriptors. By fields: a queue's methods
 * take its locks.
 */
final class QueuedSockets {
  /** From a task, over what wraps it, to the socket. */
  private static final int HOPS_MAX = 4;

  private static final int TASKS_MAX = 64;
  private static final int OBJECTS_MAX = 64;

  private final ObjectFields fields;
  private final int[] descriptors;

  QueuedSockets(ObjectFields fields, int[] descriptors) {
    this.fields = fields;
    this.descriptors = descriptors;
  }

  /** Null where none has, or where several have. */
  @Nullable Executor poolAmong(Collection<Executor> pools) {
    Executor found = null;
    for (Executor pool : pools) {
      if (descriptors.length > 0 && holdsAny(pool)) {
        if (found != null) {
          return null;
        }
        found = pool;
      }
    }
    return found;
  }

  private boolean holdsAny(Executor pool) {
    for (Object task : tasks(new PoolRoom(fields).queue(pool))) {
      if (leadsToAny(task)) {
        return true;
      }
    }
    return false;
  }

  private List<Object> tasks(@Nullable Object queue) {
    List<Object> tasks = new ArrayList<>();
    if (queue instanceof ArrayBlockingQueue) {
      Object items = ObjectFields.ofJdk(queue, ArrayBlockingQueue.class, "items");
      for (Object item : items instanceof Object[] ? (Object[]) items : new Object[0]) {
        if (item != null && tasks.size() < TASKS_MAX) {
          tasks.add(item);
        }
      }
    } else if (queue instanceof LinkedBlockingQueue) {
      Object node = ObjectFields.ofJdk(queue, LinkedBlockingQueue.class, "head");
      while (node != null && tasks.size() < TASKS_MAX) {
        Object item = ObjectFields.ofJdk(node, node.getClass(), "item");
        if (item != null) {
          tasks.add(item);
        }
        Object next = ObjectFields.ofJdk(node, node.getClass(), "next");
        // One that was taken out leads to itself.
        node = next == node ? null : next;
      }
    }
    return tasks;
  }

  private boolean leadsToAny(Object task) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Object> near = new ArrayList<>();
    near.add(task);
    int from = 0;
    for (int hop = 0; hop <= HOPS_MAX; hop++) {
      int to = near.size();
      for (; from < to; from++) {
        Object each = near.get(from);
        if (isWanted(descriptor(each))) {
          return true;
        }
        for (Object value : fields.values(each)) {
          if (near.size() < OBJECTS_MAX && !(value instanceof Thread) && seen.add(value)) {
            near.add(value);
          }
        }
      }
    }
    return false;
  }

  private boolean isWanted(int descriptor) {
    for (int each : descriptors) {
      if (each == descriptor) {
        return true;
      }
    }
    return false;
  }

  /** -1 where it is no connection. */
  private static int descriptor(Object candidate) {
    if (candidate instanceof Socket) {
      Object impl = ObjectFields.ofJdk(candidate, Socket.class, "impl");
      return impl == null ? -1 : number(descriptorOf(impl));
    }
    if (candidate instanceof SocketChannel && candidate.getClass().getClassLoader() == null) {
      return ObjectFields.number(candidate, candidate.getClass(), "fdVal");
    }
    return -1;
  }

  /** From Java 13 on one may stand before another. */
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
