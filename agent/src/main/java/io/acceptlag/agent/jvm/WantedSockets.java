package io.acceptlag.agent.jvm;

import io.acceptlag.core.unserved.UnreadDescriptors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Finds certain connections behind objects that refer to them, by their descriptors. */
final class WantedSockets {
  /** From a task, over what wraps it, to the socket. */
  private static final int HOPS_MAX = 4;

  private static final int OBJECTS_MAX = 64;

  /** In all. If it is reached, what was found may be incomplete, and is not used. */
  private static final int OBJECTS_IN_ALL_MAX = 100_000;

  private final ObjectWalk walk;
  private final ConnectionObjects objects;
  private final UnreadDescriptors unread;
  private int[] descriptors;

  WantedSockets(ObjectFields fields, UnreadDescriptors unread) {
    this(fields, new ConnectionObjects(), unread);
  }

  WantedSockets(ObjectFields fields, ConnectionObjects objects, UnreadDescriptors unread) {
    this.objects = objects;
    this.unread = unread;
    walk = new ObjectWalk(fields, OBJECTS_MAX, OBJECTS_IN_ALL_MAX);
    descriptors = unread.all();
  }

  boolean areNone() {
    return descriptors.length == 0;
  }

  /** Whether there are too many objects to look through. */
  boolean isUsedUp() {
    return walk.isUsedUp();
  }

  boolean isConnection(Object candidate) {
    return objects.isConnection(candidate);
  }

  /** From now on these are not wanted. */
  void leaveOut(int[] found) {
    int[] left = new int[descriptors.length];
    int count = 0;
    for (int each : descriptors) {
      if (indexOf(found, each) < 0) {
        left[count++] = each;
      }
    }
    descriptors = Arrays.copyOf(left, count);
  }

  /**
   * Whether a task is about one that is overdue. The nearest connections are the task's own; those
   * behind them it only knows.
   */
  boolean leadsToAny(Object task) {
    return anyOverdue(givenTo(task, Collections.emptySet()));
  }

  boolean anyOverdue(int[] found) {
    for (int each : found) {
      if (unread.isOverdue(each)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Those to which an object leads; none if the nearest connections are others.
   *
   * @param without objects that lead nowhere, by identity
   */
  int[] givenTo(Object body, Set<Object> without) {
    int[] found = {};
    boolean any = false;
    List<Object> near = walk.from(body);
    for (int hop = 0; hop <= HOPS_MAX; hop++) {
      List<Object> further = new ArrayList<>();
      for (Object each : near) {
        any |= objects.isConnection(each);
        if (!without.contains(each)) {
          further.add(each);
          int descriptor = objects.descriptor(each);
          if (indexOf(descriptors, descriptor) >= 0) {
            found = both(found, new int[] {descriptor});
          }
        }
      }
      if (any && found.length == 0) {
        return found;
      }
      near = walk.behind(further);
    }
    return found;
  }

  /** What an object leads to, up to the nearest connections. */
  List<Object> upToConnections(Object body) {
    List<Object> reached = new ArrayList<>();
    List<Object> near = walk.from(body);
    boolean any = false;
    for (int hop = 0; hop <= HOPS_MAX && !any; hop++) {
      for (Object each : near) {
        any |= objects.isConnection(each);
      }
      reached.addAll(near);
      near = walk.behind(near);
    }
    return reached;
  }

  /** What is in one of them or in both. */
  static int[] both(int[] some, int[] others) {
    int[] all = Arrays.copyOf(some, some.length + others.length);
    int count = some.length;
    for (int each : others) {
      if (indexOf(some, each) < 0) {
        all[count++] = each;
      }
    }
    return Arrays.copyOf(all, count);
  }

  private static int indexOf(int[] descriptors, int descriptor) {
    for (int i = 0; i < descriptors.length; i++) {
      if (descriptors[i] == descriptor) {
        return i;
      }
    }
    return -1;
  }
}
