package io.acceptlag.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The bound that spares healthy accepts a system call never hides a wait of two ticks or more,
 * however the acceptors of one listener interleave; and it does spare it.
 *
 * <p>An accept is four moments: accept() is entered, the kernel hands over the head of its queue,
 * the clock is read, and the connection is recorded. Acceptors are played one moment at a time.
 */
class FirstInFirstOutBoundTest {
  private static final long TICK_NANOS = 4_000_000;
  private static final int LISTENER_FD = 3;
  private static final int FIRST_CONNECTION_FD = 100;
  private static final int MOMENTS = 4;

  @Test
  void noWaitOfTwoTicksIsMissedInAnyInterleavingOfTwoAcceptors() {
    Random random = new Random(1);
    List<int[]> schedules = interleavings(2, 2);
    assertEquals(12_870, schedules.size());
    for (int[] schedule : schedules) {
      Listeners listeners = new Listeners();
      for (int i = 0; i < 20; i++) {
        Play play = new Play(random, listeners, 2, 4, Bound.TAKEN_BEFORE_ACCEPT);
        play.play(schedule);
        assertNull(play.missed, () -> play.missed + " in " + Arrays.toString(schedule));
      }
    }
  }

  @Test
  void noWaitOfTwoTicksIsMissedByManyAcceptors() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      int acceptors = 2 + random.nextInt(4);
      Play play = new Play(random, acceptors, 40, Bound.TAKEN_BEFORE_ACCEPT);
      play.playAtRandom(random);
      assertNull(play.missed, play.missed);
    }
  }

  /** That the plays above can fail: this is the mistake they are there to catch. */
  @Test
  void aBoundTakenAfterAcceptWouldMissSome() {
    Random random = new Random(3);
    int missed = 0;
    for (int[] schedule : interleavings(2, 2)) {
      Play play = new Play(random, 2, 4, Bound.TAKEN_AFTER_ACCEPT);
      play.play(schedule);
      missed += play.missed == null ? 0 : 1;
    }
    assertTrue(missed > 0);
  }

  /** One acceptor takes nothing out of order, so for it alone even that would be right. */
  @Test
  void oneAcceptorIsNeverWrong() {
    Random random = new Random(4);
    for (Bound bound : Bound.values()) {
      for (int i = 0; i < 2_000; i++) {
        Play play = new Play(random, 1, 40, bound);
        play.playAtRandom(random);
        assertNull(play.missed, play.missed);
      }
    }
  }

  @Test
  void racingThreadsMissNone() throws Exception {
    for (int round = 0; round < 5; round++) {
      new Race(round).run();
    }
  }

  @Test
  void aBusyHealthyListenerIsAskedOnceInATick() {
    Kernel kernel = new Kernel();
    Listeners listeners = new Listeners();
    AcceptRecorder recorder = recorder(listeners, kernel);
    Object owner = new Object();
    int accepts = 100_000;
    long betweenNanos = 20_000;
    for (int i = 0; i < accepts; i++) {
      long bound = recorder.entered(owner, LISTENER_FD);
      kernel.nowNanos += betweenNanos;
      kernel.arrivals.add(kernel.nowNanos);
      recorder.accepted(owner, LISTENER_FD, FIRST_CONNECTION_FD + i, bound, kernel.nowNanos);
    }

    Listener listener = listeners.find(LISTENER_FD, owner);
    assertEquals(accepts, listener.accepted());
    assertEquals(0, listener.waits().sumMillis());
    long ticks = accepts * betweenNanos / TICK_NANOS;
    assertTrue(kernel.readings.get() <= ticks + 2, kernel.readings + " readings in " + ticks);
    assertEquals(1, kernel.identities.get());
  }

  @Test
  void aSickListenerIsMeasuredConnectionByConnection() {
    Kernel kernel = new Kernel();
    Listeners listeners = new Listeners();
    AcceptRecorder recorder = recorder(listeners, kernel);
    Object owner = new Object();
    int burst = 1_000;
    for (int i = 0; i < burst; i++) {
      kernel.arrivals.add(kernel.nowNanos + i * 1_000L);
    }
    kernel.nowNanos += 500_000_000;
    for (int i = 0; i < burst; i++) {
      long bound = recorder.entered(owner, LISTENER_FD);
      recorder.accepted(owner, LISTENER_FD, FIRST_CONNECTION_FD + i, bound, kernel.nowNanos);
    }

    Listener listener = listeners.find(LISTENER_FD, owner);
    assertEquals(burst, kernel.readings.get());
    assertEquals(burst, listener.delayed());
    assertEquals(burst * 500L, listener.waits().sumMillis());
  }

  private static AcceptRecorder recorder(Listeners listeners, AcceptProbe probe) {
    return new AcceptRecorder(
        listeners, probe, new SlowAccepts(16), TICK_NANOS, 200, Long.MAX_VALUE);
  }

  /**
   * Every order in which the moments of so many accepts by each acceptor can follow one another.
   */
  private static List<int[]> interleavings(int acceptors, int acceptsEach) {
    int[] left = new int[acceptors];
    Arrays.fill(left, acceptsEach * MOMENTS);
    List<int[]> found = new ArrayList<>();
    extend(new int[acceptors * acceptsEach * MOMENTS], 0, left, found);
    return found;
  }

  private static void extend(int[] schedule, int length, int[] left, List<int[]> found) {
    if (length == schedule.length) {
      found.add(schedule.clone());
      return;
    }
    for (int acceptor = 0; acceptor < left.length; acceptor++) {
      if (left[acceptor] > 0) {
        left[acceptor]--;
        schedule[length] = acceptor;
        extend(schedule, length + 1, left, found);
        left[acceptor]++;
      }
    }
  }

  private enum Bound {
    TAKEN_BEFORE_ACCEPT,
    TAKEN_AFTER_ACCEPT
  }

  /** The kernel's clock, which moves in ticks, and when each connection arrived. */
  private static final class Kernel implements AcceptProbe {
    private static final AtomicLong sockets = new AtomicLong();

    final long listener = sockets.incrementAndGet();
    long nowNanos = 1_000_000_000;
    final List<Long> arrivals = new ArrayList<>();
    final AtomicInteger readings = new AtomicInteger();
    final AtomicInteger identities = new AtomicInteger();
    int measuredFd = -1;

    @Override
    public long accepted(int fd) {
      readings.incrementAndGet();
      measuredFd = fd;
      return reading(arrivals.get(fd - FIRST_CONNECTION_FD), nowNanos);
    }

    static long reading(long arrivalNanos, long nowNanos) {
      long ticks = nowNanos / TICK_NANOS - arrivalNanos / TICK_NANOS;
      return AcceptedReading.pack(1, 0, (int) (ticks * TICK_NANOS / 1_000_000), 0);
    }

    @Override
    public void describe(int listenerFd, int acceptedFd, ClientReading into) {}

    @Override
    public long identity(int fd) {
      identities.incrementAndGet();
      return listener;
    }
  }

  /** One run of some acceptors through a queue, moment by moment. */
  private static final class Play {
    private final Random random;
    private final Bound bound;
    private final Kernel kernel = new Kernel();
    private final AcceptRecorder recorder;
    private final Object owner = new Object();
    private final Acceptor[] acceptors;
    private int taken;
    @Nullable String missed;

    Play(Random random, int acceptors, int connections, Bound bound) {
      this(random, new Listeners(), acceptors, connections, bound);
    }

    /**
     * @param listeners is large, so plays may share it: each has a listener of its own
     */
    Play(Random random, Listeners listeners, int acceptors, int connections, Bound bound) {
      this.random = random;
      this.bound = bound;
      recorder = recorder(listeners, kernel);
      this.acceptors = new Acceptor[acceptors];
      for (int i = 0; i < acceptors; i++) {
        this.acceptors[i] = new Acceptor();
      }
      long arrival = kernel.nowNanos;
      for (int i = 0; i < connections; i++) {
        arrival += someNanos();
        kernel.arrivals.add(arrival);
      }
      // Some plays begin with a queue that has been waiting.
      kernel.nowNanos += random.nextInt(3) * TICK_NANOS * connections / 2;
    }

    void play(int[] schedule) {
      for (int acceptor : schedule) {
        next(acceptors[acceptor]);
      }
    }

    void playAtRandom(Random order) {
      while (taken < kernel.arrivals.size()) {
        next(acceptors[order.nextInt(acceptors.length)]);
      }
    }

    private void next(Acceptor acceptor) {
      kernel.nowNanos += someNanos();
      switch (acceptor.moment) {
        case 0 -> acceptor.bound = recorder.entered(owner, LISTENER_FD);
        case 1 -> {
          acceptor.fd = FIRST_CONNECTION_FD + taken;
          // With nothing to take, accept() waits.
          kernel.nowNanos = Math.max(kernel.nowNanos, kernel.arrivals.get(taken));
          taken++;
        }
        case 2 -> acceptor.nowNanos = kernel.nowNanos;
        default -> record(acceptor);
      }
      acceptor.moment = (acceptor.moment + 1) % MOMENTS;
    }

    private void record(Acceptor acceptor) {
      if (bound == Bound.TAKEN_AFTER_ACCEPT) {
        acceptor.bound = recorder.entered(owner, LISTENER_FD);
      }
      recorder.accepted(owner, LISTENER_FD, acceptor.fd, acceptor.bound, acceptor.nowNanos);
      long waitNanos = acceptor.nowNanos - kernel.arrivals.get(acceptor.fd - FIRST_CONNECTION_FD);
      if (kernel.measuredFd != acceptor.fd && waitNanos >= 2 * TICK_NANOS) {
        missed = "connection " + acceptor.fd + " waited " + waitNanos + " ns and was not measured";
      }
    }

    /** Often nothing, often less than a tick, seldom many. */
    private long someNanos() {
      return switch (random.nextInt(6)) {
        case 0, 1 -> 0;
        case 2, 3 -> random.nextInt((int) TICK_NANOS);
        case 4 -> TICK_NANOS;
        default -> random.nextInt(5 * (int) TICK_NANOS);
      };
    }
  }

  private static final class Acceptor {
    int moment;
    long bound;
    int fd;
    long nowNanos;
  }

  /** Real threads on a clock of their own, which jumps, so that they meet at every point. */
  private static final class Race implements AcceptProbe {
    private static final int ACCEPTORS = 4;
    private static final int CONNECTIONS = 100_000;

    private final AtomicLong clock = new AtomicLong(1_000_000_000);
    private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    private final long[] arrivals = new long[CONNECTIONS];
    private final boolean[] measured = new boolean[CONNECTIONS];
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicReference<@Nullable String> missed = new AtomicReference<>();
    private final AcceptRecorder recorder = recorder(new Listeners(), this);
    private final Object owner = new Object();
    private final Random random;

    Race(long seed) {
      random = new Random(seed);
    }

    void run() throws Exception {
      CyclicBarrier start = new CyclicBarrier(ACCEPTORS + 1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < ACCEPTORS; i++) {
        threads.add(new Thread(() -> acceptAll(start)));
      }
      threads.forEach(Thread::start);
      start.await();
      for (int i = 0; i < CONNECTIONS; i++) {
        arrivals[i] = clock.addAndGet(random.nextInt(8) == 0 ? TICK_NANOS : random.nextInt(1_000));
        queue.add(i);
      }
      for (Thread thread : threads) {
        thread.join(60_000);
      }
      assertEquals(CONNECTIONS, accepted.get());
      assertNull(missed.get(), missed.get());
    }

    private void acceptAll(CyclicBarrier start) {
      try {
        start.await();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      while (accepted.get() < CONNECTIONS) {
        long bound = recorder.entered(owner, LISTENER_FD);
        Integer connection = queue.poll();
        if (connection == null) {
          Thread.onSpinWait();
          continue;
        }
        long nowNanos = clock.get();
        recorder.accepted(owner, LISTENER_FD, connection, bound, nowNanos);
        if (!measured[connection] && nowNanos - arrivals[connection] >= 2 * TICK_NANOS) {
          missed.set("connection " + connection + " waited and was not measured");
        }
        accepted.incrementAndGet();
      }
    }

    @Override
    public long accepted(int connection) {
      measured[connection] = true;
      return Kernel.reading(arrivals[connection], clock.get());
    }

    @Override
    public void describe(int listenerFd, int acceptedFd, ClientReading into) {}

    @Override
    public long identity(int fd) {
      return 1;
    }
  }
}
