package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectWalkTest {
  private final Map<Object, List<Object>> references = new HashMap<>();

  /** Java's own are not readable in a unit test. */
  private final ObjectFields fields =
      new ObjectFields() {
        @Override
        List<Object> values(Object from) {
          return references.getOrDefault(from, List.of());
        }
      };

  @Test
  void goesHopByHopAndReachesNothingTwice() {
    references.put("a", List.of("b", "c"));
    references.put("b", List.of("a", "c", "d"));
    references.put("d", List.of("a", "d"));
    ObjectWalk walk = new ObjectWalk(fields, 10, ObjectWalk.NO_BOUND);

    assertEquals(List.of("a"), walk.from("a"));
    assertEquals(List.of("b", "c"), walk.behind(List.of("a")));
    assertEquals(List.of("d"), walk.behind(List.of("b", "c")));
    assertEquals(List.of(), walk.behind(List.of("d")));
    assertFalse(walk.isUsedUp());
  }

  @Test
  void entersNoThread() {
    references.put("a", List.of(Thread.currentThread(), "b"));
    ObjectWalk walk = new ObjectWalk(fields, 10, ObjectWalk.NO_BOUND);

    assertEquals(List.of("b"), walk.behind(walk.from("a")));
  }

  @Test
  void eachWalkIsBounded() {
    references.put("a", List.of("b", "c", "d"));
    ObjectWalk walk = new ObjectWalk(fields, 3, ObjectWalk.NO_BOUND);

    assertEquals(List.of("b", "c"), walk.behind(walk.from("a")));
    assertEquals(List.of("b", "c"), walk.behind(walk.from("a")), "the next one");
  }

  @Test
  void allWalksTogetherAreBounded() {
    references.put("a", List.of("b", "c"));
    ObjectWalk walk = new ObjectWalk(fields, 10, 3);

    assertEquals(List.of("b", "c"), walk.behind(walk.from("a")));
    assertFalse(walk.isUsedUp());
    assertEquals(List.of("b"), walk.behind(walk.from("a")));
    assertTrue(walk.isUsedUp());
  }
}
