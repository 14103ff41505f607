package io.acceptlag.agent.jvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Threads without a pool that were given connections, one each. What two threads know was given to
 * neither: it is a registry, or a server's own object.
 */
final class WhoHasThem {
  private final WantedSockets wanted;

  /** Their own marker, because they are no thread of the group. */
  private final Object acceptors = new Object();

  WhoHasThem(WantedSockets wanted) {
    this.wanted = wanted;
  }

  /**
   * Those that have one; from now on it is not wanted any more. If others of their class have
   * several, these threads are a server's loops, and all of that class are returned.
   *
   * @param threads of no pool, and not the acceptor
   * @param acceptor what the acceptor was made to run
   */
  List<Thread> among(List<Thread> threads, List<Object> acceptor) {
    List<Thread> found = new ArrayList<>();
    if (wanted.areNone()) {
      return found;
    }
    Set<Object> shared = shared(threads, acceptor);
    Set<Class<?>> withOne = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Class<?>> withSeveral = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Thread> having = Collections.newSetFromMap(new IdentityHashMap<>());
    int[] had = {};
    for (Thread thread : threads) {
      for (Object body : ThreadBodies.of(thread)) {
        int[] its = wanted.givenTo(body, shared);
        if (its.length == 1) {
          withOne.add(body.getClass());
          having.add(thread);
          had = WantedSockets.both(had, its);
        } else if (its.length > 1) {
          withSeveral.add(body.getClass());
        }
      }
    }
    if (!wanted.anyOverdue(had)) {
      return found;
    }
    if (wanted.isUsedUp()) {
      return found;
    }
    wanted.leaveOut(had);
    // Loops have several. So one that has none now is a loop, too, and may have time.
    withSeveral.retainAll(withOne);
    for (Thread thread : threads) {
      if (having.contains(thread) || runsOneOf(withSeveral, thread)) {
        found.add(thread);
      }
    }
    return found;
  }

  private static boolean runsOneOf(Set<Class<?>> classes, Thread thread) {
    for (Object body : ThreadBodies.of(thread)) {
      if (classes.contains(body.getClass())) {
        return true;
      }
    }
    return false;
  }

  private Set<Object> shared(List<Thread> threads, List<Object> acceptor) {
    Set<Object> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    IdentityHashMap<Object, Object> knownBy = new IdentityHashMap<>();
    for (Object body : acceptor) {
      know(body, acceptors, knownBy, shared);
    }
    for (Thread thread : threads) {
      for (Object body : ThreadBodies.of(thread)) {
        know(body, thread, knownBy, shared);
      }
    }
    return shared;
  }

  private void know(
      Object body, Object who, IdentityHashMap<Object, Object> knownBy, Set<Object> shared) {
    for (Object known : wanted.upToConnections(body)) {
      // The acceptor has had every connection. That it still has one, says nothing.
      if (who == acceptors && wanted.isConnection(known)) {
        continue;
      }
      Object other = knownBy.put(known, who);
      if (other != null && other != who) {
        shared.add(known);
      }
    }
  }
}
