package io.acceptlag.agent.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait in the queue of a pool. It reads fields, because a queue's methods take its
 * locks.
 */
final class QueuedTasks {
  /**
   * Fields in which the JDK's queues keep their contents: an array, or the first of linked nodes.
   */
  private static final String[] ARRAYS = {"items", "queue", "array"};

  private static final String[] FIRST_NODES = {"head", "first"};

  /** From Java 17 on, and before. */
  private static final String[] FORK_JOIN_QUEUES = {"queues", "workQueues"};

  private final ObjectFields fields;
  private final int tasksMax;

  /**
   * @param tasksMax how many of a queue are looked at, the oldest first
   */
  QueuedTasks(ObjectFields fields, int tasksMax) {
    this.fields = fields;
    this.tasksMax = tasksMax;
  }

  /** Those of all its queues. */
  List<Object> of(Executor pool) {
    List<Object> tasks = new ArrayList<>();
    for (Object queue : queues(pool)) {
      tasks.addAll(in(queue));
    }
    return tasks;
  }

  private List<Object> queues(Executor pool) {
    List<Object> queues = new ArrayList<>();
    if (pool instanceof ForkJoinPool) {
      for (String name : FORK_JOIN_QUEUES) {
        addAll(fields.named(pool, name), queues);
      }
    } else {
      Object queue = new PoolRoom(fields).queue(pool);
      if (queue != null) {
        queues.add(queue);
      }
    }
    return queues;
  }

  List<Object> in(Object queue) {
    List<Object> tasks = new ArrayList<>();
    for (String name : ARRAYS) {
      addAll(fields.named(queue, name), tasks);
    }
    for (String name : FIRST_NODES) {
      Object node = fields.named(queue, name);
      // A bound of their own, because a list that changes meanwhile may lead in circles.
      for (int i = 0; node != null && i < 2 * tasksMax && tasks.size() < tasksMax; i++) {
        Object item = fields.named(node, "item");
        if (item != null && item != node) {
          tasks.add(item);
        }
        Object next = fields.named(node, "next");
        // A node that was removed leads to itself.
        node = next == node ? null : next;
      }
    }
    return tasks;
  }

  private void addAll(@Nullable Object array, List<Object> into) {
    for (Object each : array instanceof Object[] ? (Object[]) array : new Object[0]) {
      if (each != null && into.size() < tasksMax) {
        into.add(each);
      }
    }
  }
}
