package io.acceptlag.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private static final long SOCKET = 1;
  private static final long ANOTHER = 2;

  private final Listeners listeners = new Listeners();
  private final Object first = new Object();
  private final Object second = new Object();
  private final Object third = new Object();

  @Test
  void allDescriptorsOfASocketHaveOneListener() {
    Listener listener = listeners.enter(0, first, SOCKET);
    assertSame(listener, listeners.enter(7, second, SOCKET));
    assertSame(listener, listeners.enter(5000, third, SOCKET));
    assertSame(listener, listeners.find(0, first));
    assertSame(listener, listeners.find(7, second));
    assertSame(listener, listeners.find(5000, third));
    assertSame(listener, listeners.nextFound());
    assertNull(listeners.nextFound());

    listeners.remove(listener);
    assertSame(third, listener.owner(), "to explain its end");
    assertNull(listeners.find(0, first));
    assertNull(listeners.find(7, second));
    assertNull(listeners.find(5000, third));
    assertNotSame(listener, listeners.enter(7, second, SOCKET));
  }

  /** Pages between them are not made, and are passed over. */
  @Test
  void aHighDescriptorIsFoundBehindPagesWithoutAListener() {
    for (int fd : new int[] {1_023, 1_024, 4_096, 1_000_000}) {
      Listeners few = new Listeners();
      Listener listener = few.enter(fd, first, SOCKET);
      assertSame(listener, few.enter(7, second, SOCKET), "by " + fd);
      assertNotSame(listener, few.enter(8, third, ANOTHER));
    }
  }

  /** Accepts by the others must not end because one descriptor means something else by now. */
  @Test
  void aReusedDescriptorDoesNotEndTheOthers() {
    Listener listener = listeners.enter(7, first, SOCKET);
    listeners.enter(8, second, SOCKET);
    Listener next = listeners.enter(7, third, ANOTHER);
    assertNotSame(listener, next);
    assertFalse(listener.displaced());
    assertSame(listener, listeners.find(8, second));
    assertTrue(listener.goesOn(fd -> fd == 8 ? SOCKET : ANOTHER));
    assertEquals(8, listener.fd());
    assertFalse(listener.goesOn(fd -> ANOTHER));
  }

  @Test
  void aReusedDescriptorThatNoHookHasSeen() {
    Listener listener = listeners.enter(7, first, SOCKET);
    listeners.enter(8, second, SOCKET);
    assertTrue(listener.goesOn(fd -> fd == 8 ? SOCKET : ANOTHER));
    assertSame(listener, listeners.nextFound());
    listeners.enterUnseen(7, ANOTHER, false);
    Listener next = listeners.nextFound();
    assertNotNull(next);
    assertEquals(ANOTHER, next.identity());
  }

  @Test
  void socketsOfUnknownIdentityAreNotTakenForOne() {
    assertNotSame(listeners.enter(7, first, 0), listeners.enter(8, second, 0));
  }

  /** However many come and go, each is found, and none is looked through for ever. */
  @Test
  void objectsOfASocketThatComeAndGo() {
    Listener listener = listeners.enter(7, first, SOCKET);
    for (int i = 0; i < 100; i++) {
      Object another = new Object();
      assertSame(listener, listeners.enter(7 + i, another, SOCKET));
      assertSame(listener, listeners.find(7 + i, another));
    }
    int kept = 0;
    for (Descriptor each = listener.descriptors(); each != null; each = each.before()) {
      kept++;
    }
    assertTrue(kept <= 16, kept + " are kept");
  }

  /** Both may enter a listener of their own. No accept is lost, and one listener is left. */
  @Test
  void descriptorsEnteredAtTheSameMoment() throws Exception {
    for (int i = 1; i <= 2_000; i++) {
      long socket = 10L + i;
      CyclicBarrier start = new CyclicBarrier(2);
      List<Thread> acceptors = new ArrayList<>();
      for (Object owner : new Object[] {first, second}) {
        int fd = owner == first ? 7 : 8;
        Thread acceptor =
            new Thread(
                () -> {
                  try {
                    start.await();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  Listener entered = listeners.enter(fd, owner, socket);
                  assertNotNull(entered);
                  entered.countUnmeasured(1);
                });
        acceptors.add(acceptor);
        acceptor.start();
      }
      for (Thread each : acceptors) {
        each.join();
      }
      Listener left = null;
      for (Listener each = listeners.nextFound(); each != null; each = listeners.nextFound()) {
        if (!each.displaced()) {
          assertNull(left, "two listeners of one socket");
          left = each;
        }
      }
      assertNotNull(left);
      assertEquals(2, left.accepted());
      listeners.remove(left);
    }
  }

  /** A thread that has ended, with all that it refers to, must not stay because of its listener. */
  @Test
  void theThreadThatBoundItIsNotKept() throws Exception {
    Listener listener = listeners.enter(7, first, SOCKET);
    assertNotNull(listener);
    WeakReference<Thread> binder = boundByAThreadThatEnded(listener);
    Thread own = Thread.currentThread();
    Listener another = listeners.enter(8, second, ANOTHER);
    assertNotNull(another);
    another.bound(own, null);

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (binder.get() != null && System.nanoTime() - deadline < 0) {
      System.gc();
      Thread.sleep(10);
    }
    assertNull(binder.get(), "is kept");
    assertNull(listener.binding().thread());
    assertTrue(listener.binding().isSeen());
    assertNotNull(listener.binding().takeTrace(), "the stack is told all the same");
    assertSame(own, another.binding().thread());
  }

  /** In a method of its own, so that no local variable refers to the thread any more. */
  private static WeakReference<Thread> boundByAThreadThatEnded(Listener listener)
      throws InterruptedException {
    Thread binder = new Thread(() -> listener.bound(Thread.currentThread(), new Throwable()));
    binder.start();
    binder.join();
    assertSame(binder, listener.binding().thread());
    return new WeakReference<>(binder);
  }
}
