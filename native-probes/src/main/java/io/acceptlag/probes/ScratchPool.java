package io.acceptlag.probes;

import io.acceptlag.probes.libc.LibC;

/**
 * Scratch memory for acceptors. A thread-local would be usual, but would make a piece for each
 * virtual thread, and each has to be set up.
 */
final class ScratchPool {
  private static final int SIZE = 64;

  private final LibC libc;
  private final Scratch[] pieces;

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
    // 64 acceptors are in a call at once: some garbage is better than a wait that is not measured.
    return Scratch.passing(libc);
  }
}
