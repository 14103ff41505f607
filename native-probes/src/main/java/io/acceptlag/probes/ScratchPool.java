package io.acceptlag.probes;

import static java.util.Objects.requireNonNull;

import io.acceptlag.probes.libc.LibC;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Scratch memory for acceptors. A thread-local would be usual, but would make a piece for each
 * virtual thread, and each has to be set up.
 */
final class ScratchPool {
  private static final int SIZE = 64;

  private final LibC libc;
  private final Scratch[] pieces;

  /** For those beyond {@link #SIZE} acceptors that are in the middle of a call at once. */
  private final AtomicReference<@Nullable ScratchPool> further = new AtomicReference<>();

  ScratchPool(LibC libc) {
    this.libc = libc;
    pieces = Scratch.lasting(libc, SIZE);
  }

  /**
   * A piece until it is given back.
   *
   * @param fd the descriptor it is for. Threads that call at once have different ones, so they
   *     start at different pieces. Thread.getId is not used, because an application may override it
   */
  Scratch take(int fd) {
    for (int i = 0; i < SIZE; i++) {
      Scratch piece = pieces[(fd + i) & (SIZE - 1)];
      if (piece.take()) {
        return piece;
      }
    }
    return further().take(fd);
  }

  /**
   * Memory that stays, as there is no more of it than was ever needed at once. A direct buffer's
   * would be the application's -XX:MaxDirectMemorySize, and where little of that is left, the JDK
   * calls System.gc() before it gives any.
   */
  private ScratchPool further() {
    ScratchPool known = further.get();
    if (known != null) {
      return known;
    }
    ScratchPool made = new ScratchPool(libc);
    return further.compareAndSet(null, made) ? made : requireNonNull(further.get());
  }
}
