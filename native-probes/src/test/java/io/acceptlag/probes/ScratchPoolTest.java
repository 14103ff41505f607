package io.acceptlag.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.probes.libc.jna.JnaLibC;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ScratchPoolTest {
  private final ScratchPool pool = new ScratchPool(new JnaLibC());

  /** It is called inside the application's accept(). */
  @Test
  void theThreadIsNotAskedForWhatItMayOverride() throws InterruptedException {
    AtomicBoolean asked = new AtomicBoolean();
    AtomicBoolean taken = new AtomicBoolean();
    Thread acceptor =
        new Thread(
            () -> {
              pool.take(7).giveBack();
              taken.set(true);
            }) {
          @Override
          @SuppressWarnings("deprecation")
          public long getId() {
            asked.set(true);
            return super.getId();
          }
        };
    acceptor.start();
    acceptor.join();
    assertEquals(true, taken.get());
    assertFalse(asked.get());
  }

  /** Whatever descriptors they have, and beyond the pieces that there are. */
  @Test
  void noTwoHaveTheSameAtOnce() {
    List<Scratch> taken = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      taken.add(pool.take(i % 2 == 0 ? 7 : -1));
    }
    assertEquals(100, new HashSet<>(taken).size());
    taken.forEach(Scratch::giveBack);
    Scratch one = pool.take(7);
    assertNotSame(one, pool.take(7));
  }

  /** The application may have little of it, and the JDK calls System.gc() before it gives more. */
  @Test
  void usesNoDirectMemory() {
    long before = directBuffers();
    List<Scratch> taken = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      taken.add(pool.take(i));
    }
    // It would be one for each beyond the 64 pieces. Those of other tests may come and go.
    long more = directBuffers() - before;
    assertTrue(more < 50, taken.size() + " pieces, " + more + " more direct buffers");
  }

  private static long directBuffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(buffers -> buffers.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getCount)
        .sum();
  }
}
