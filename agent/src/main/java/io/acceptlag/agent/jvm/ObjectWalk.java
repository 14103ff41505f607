package io.acceptlag.agent.jvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Walks over objects hop by hop, from some to those that they refer to. It never enters a thread,
 * which leads to everything, and its bounds keep it from walking over half of the application.
 */
final class ObjectWalk {
  static final int NO_BOUND = Integer.MAX_VALUE;

  private final ObjectFields fields;
  private final int objectsMax;
  private final int objectsInAllMax;
  private Set<Object> reached = Collections.emptySet();
  private int objectsInAll;

  /**
   * @param objectsMax of one walk
   * @param objectsInAllMax of all walks of this object; those that a walk begins at do not count
   */
  ObjectWalk(ObjectFields fields, int objectsMax, int objectsInAllMax) {
    this.fields = fields;
    this.objectsMax = objectsMax;
    this.objectsInAllMax = objectsInAllMax;
  }

  /** Begins a walk at one object. */
  List<Object> from(Object start) {
    return from(Collections.singletonList(start));
  }

  /** Begins a walk at several. */
  List<Object> from(List<Object> starts) {
    reached = Collections.newSetFromMap(new IdentityHashMap<>());
    reached.addAll(starts);
    return starts;
  }

  /** What these refer to and this walk has not reached before: one hop on. */
  List<Object> behind(List<Object> these) {
    List<Object> next = new ArrayList<>();
    for (Object each : these) {
      for (Object value : fields.values(each)) {
        if (reached.size() < objectsMax
            && objectsInAll < objectsInAllMax
            && !(value instanceof Thread)
            && reached.add(value)) {
          objectsInAll++;
          next.add(value);
        }
      }
    }
    return next;
  }

  /** Whether the bound of all walks is reached, so that one may have ended early. */
  boolean isUsedUp() {
    return objectsInAll >= objectsInAllMax;
  }
}
