package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.unserved.UnreadDescriptors;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhoHasThemTest {
  private final FakeObjects objects = new FakeObjects();
  private final Thread handler = new Handler();
  private final Thread another = new Handler();
  private final Object acceptor = new Object();

  @Test
  void eachHasItsOwn() {
    objects.refers(handler, objects.connection(7));
    objects.refers(another, new Object(), objects.connection(8));
    assertEquals(List.of(handler, another), having(7, 8));
  }

  @Test
  void whoHasAnotherConnectionOnlyKnowsOfIt() {
    Object registry = new Object();
    objects.refers(handler, objects.connection(6), registry);
    objects.refers(registry, objects.connection(7));
    assertEquals(List.of(), having(7));
  }

  @Test
  void whoHadOneThatIsClosedIsNotTheNextWithItsDescriptor() {
    Object registry = new Object();
    objects.refers(handler, objects.connection(-1), registry);
    objects.refers(registry, objects.connection(7));
    assertEquals(List.of(), having(7));
  }

  @Test
  void whatTwoKnowWasGivenToNeither() {
    Object server = new Object();
    objects.refers(server, objects.connection(7));
    objects.refers(handler, server);
    objects.refers(another, server);
    assertEquals(List.of(), having(7));
  }

  @Test
  void whatTheAcceptorKnowsIsNotAThreadsOwn() {
    Object server = new Object();
    objects.refers(server, objects.connection(7));
    objects.refers(handler, server);
    objects.refers(acceptor, server);
    assertEquals(List.of(), having(7));
  }

  @Test
  void theLastConnectionInAFieldOfTheAcceptorIsTheThreadsAllTheSame() {
    Object socket = objects.connection(7);
    objects.refers(handler, socket);
    objects.refers(acceptor, socket);
    assertEquals(List.of(handler), having(7));
  }

  @Test
  void whoHasSeveralManagesThem() {
    objects.refers(handler, objects.connection(7), objects.connection(8));
    assertEquals(List.of(), having(7, 8));
  }

  @Test
  void aLoopMayHaveSeveralWhereAnotherHasOne() {
    objects.refers(handler, objects.connection(7), objects.connection(8));
    objects.refers(another, objects.connection(9));
    assertEquals(List.of(handler, another), having(7, 8, 9));
  }

  /** Though its task is in the queue of a pool that does something with it beside. */
  @Test
  void whatAThreadHasDoesNotWaitInAQueue() {
    Object socket = objects.connection(7);
    Object task = new Object();
    objects.refers(handler, socket);
    objects.refers(task, socket);
    WantedSockets wanted = objects.wanted(7);
    assertTrue(wanted.leadsToAny(task));
    new WhoHasThem(wanted).among(List.of(handler), List.of(acceptor));
    assertTrue(wanted.areNone());
  }

  @Test
  void freshOnesCountOnlyBesideOneThatIsOverdue() {
    objects.refers(handler, objects.connection(7));
    objects.refers(another, objects.connection(8));
    WantedSockets fresh = objects.wanted(new UnreadDescriptors(new int[] {7, 8}, 0));
    assertEquals(List.of(), having(fresh));
    WantedSockets wanted = objects.wanted(new UnreadDescriptors(new int[] {7, 8}, 1));
    assertEquals(List.of(handler, another), having(wanted));
  }

  private List<Thread> having(int... wanted) {
    return having(objects.wanted(wanted));
  }

  private List<Thread> having(WantedSockets wanted) {
    return new WhoHasThem(wanted).among(List.of(handler, another), List.of(acceptor));
  }

  /** Not started: only what it refers to matters. */
  private static final class Handler extends Thread {}
}
