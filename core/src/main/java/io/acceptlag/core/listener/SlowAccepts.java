package io.acceptlag.core.listener;

import io.acceptlag.core.kernel.ClientReading;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Slow accepts on their way from the acceptors to the sampler: a ring of slots made beforehand,
 * many writers, one reader. When the sampler falls behind, further ones are not described; they are
 * in the listener's histogram all the same.
 *
 * <p>Each slot's turn says whose it is: {@code index} while free for the writer of that index,
 * {@code index + 1} while full, and {@code index + capacity} when free again.
 */
public final class SlowAccepts {
  private final Slot[] slots;
  private final AtomicLong nextToWrite = new AtomicLong();
  private long nextToRead;

  /**
   * @param capacity a power of two
   */
  public SlowAccepts(int capacity) {
    slots = new Slot[capacity];
    for (int i = 0; i < capacity; i++) {
      slots[i] = new Slot(i);
    }
  }

  /** A slot to fill in and {@link Slot#publish}, or null when all are taken. */
  @Nullable Slot claim() {
    while (true) {
      long index = nextToWrite.get();
      Slot slot = slotOf(index);
      long turn = slot.turn.get();
      if (turn == index) {
        if (nextToWrite.compareAndSet(index, index + 1)) {
          return slot;
        }
      } else if (turn < index) {
        return null;
      }
    }
  }

  /** Hands over what has been published, oldest first. For one thread only. */
  public void drain(Consumer<Slot> to) {
    while (true) {
      Slot slot = slotOf(nextToRead);
      if (slot.turn.get() != nextToRead + 1) {
        return;
      }
      to.accept(slot);
      slot.listener = null;
      slot.acceptor = null;
      slot.turn.set(nextToRead + slots.length);
      nextToRead++;
    }
  }

  private Slot slotOf(long index) {
    return slots[(int) index & (slots.length - 1)];
  }

  /** Valid until the consumer returns. */
  public static final class Slot {
    @Nullable Listener listener;
    @Nullable Thread acceptor;
    long reading;
    long acceptedNanos;
    final ClientReading client = new ClientReading();
    private final AtomicLong turn;

    private Slot(long index) {
      turn = new AtomicLong(index);
    }

    void publish() {
      turn.lazySet(turn.get() + 1);
    }

    public @Nullable Listener listener() {
      return listener;
    }

    /** The thread that accepted it. */
    public @Nullable Thread acceptor() {
      return acceptor;
    }

    /** An {@link io.acceptlag.core.kernel.AcceptedReading}. */
    public long reading() {
      return reading;
    }

    public long acceptedNanos() {
      return acceptedNanos;
    }

    public ClientReading client() {
      return client;
    }
  }
}
