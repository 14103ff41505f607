package io.acceptlag.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.TcpState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What acceptors and closers leave, where they come in each other's way or fail. */
class AcceptRecorderTest implements AcceptProbe {
  private static final long SECOND = 1_000_000_000L;

  private final HarmfulCloses closes = new HarmfulCloses(() -> {});
  private final Listeners listeners = new Listeners(false, closes);
  private final SlowAccepts slowAccepts = new SlowAccepts(2);
  private final AcceptRecorder recorder =
      new AcceptRecorder(listeners, this, slowAccepts, 1, 200, 200);
  private Runnable meanwhile = () -> {};
  private int waiting = 3;
  private boolean full;

  /** The other one finds it closed, or the descriptor another socket's. */
  @Test
  void whatTheFirstOfTwoClosersFoundStands() {
    recorder.listening(this, 3, 100);
    meanwhile =
        () -> {
          meanwhile = () -> {};
          recorder.closing(this, 3);
          waiting = -1;
        };
    recorder.closing(this, 3);
    Listener listener = listeners.nextFound();
    assertNotNull(listener);
    Closing closing = listener.closing();
    assertNotNull(closing);
    assertTrue(closing.isHarmful());
    closes.done();
    assertFalse(closes.arePending(System.nanoTime()), "it is counted once");
  }

  /** For example if the stack overflows there. */
  @Test
  void oneThatCannotBeDescribedHoldsUpNoOther() {
    recorder.listening(this, 3, 100);
    full = true;
    assertThrows(StackOverflowError.class, () -> accept(10, SECOND));
    full = false;
    accept(11, 2 * SECOND);
    List<Long> described = new ArrayList<>();
    slowAccepts.drain(slot -> described.add(slot.acceptedNanos()));
    assertEquals(List.of(SECOND, 2 * SECOND), described);
  }

  private void accept(int fd, long nowNanos) {
    recorder.accepted(this, 3, fd, Listener.NO_ARRIVAL, nowNanos);
  }

  @Override
  public int queueLength(int listenerFd) {
    int found = waiting;
    meanwhile.run();
    return found < 0 ? found : waiting;
  }

  @Override
  public long accepted(int fd) {
    return AcceptedReading.pack(TcpState.ESTABLISHED, 0, 500, 0);
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {
    if (full) {
      throw new StackOverflowError();
    }
  }

  @Override
  public long identity(int fd) {
    return fd;
  }
}
