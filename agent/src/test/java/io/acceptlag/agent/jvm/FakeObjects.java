package io.acceptlag.agent.jvm;

import io.acceptlag.core.unserved.UnreadDescriptors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Objects and what they refer to: Java's own are not readable in a unit test. */
final class FakeObjects extends ObjectFields {
  private final IdentityHashMap<Object, Map<String, Object>> fields = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Integer> descriptors = new IdentityHashMap<>();

  /** Lets an object refer to others. */
  void refers(Object from, Object... to) {
    for (Object each : to) {
      field(from, "field" + of(from).size(), each);
    }
  }

  void field(Object from, String name, Object value) {
    of(from).put(name, value);
  }

  private Map<String, Object> of(Object from) {
    return fields.computeIfAbsent(from, each -> new HashMap<>());
  }

  /** A connection; of a closed one the descriptor is -1. */
  Object connection(int descriptor) {
    Object connection = new Object();
    descriptors.put(connection, descriptor);
    return connection;
  }

  /** All of them overdue. */
  WantedSockets wanted(int... wanted) {
    return wanted(new UnreadDescriptors(wanted, wanted.length));
  }

  WantedSockets wanted(UnreadDescriptors wanted) {
    ConnectionObjects objects =
        new ConnectionObjects() {
          @Override
          boolean isConnection(Object candidate) {
            return descriptors.containsKey(candidate);
          }

          @Override
          int descriptor(Object candidate) {
            return descriptors.getOrDefault(candidate, -1);
          }
        };
    return new WantedSockets(this, objects, wanted);
  }

  @Override
  List<Object> values(Object from) {
    return new ArrayList<>(of(from).values());
  }

  @Override
  Object named(Object from, String name) {
    return of(from).get(name);
  }
}
