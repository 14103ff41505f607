package io.acceptlag.probes;

import io.acceptlag.probes.libc.LibC;

/**
 * Scratch memory for acceptors. A thread-local would be the usual way, but on virtual threads it
 * would make one piece per thread, and each must be set up.
 */
final class ScratchPool {
  private static final int SIZE = 64;

  private final LibC libc;
  private final Scratch[] pieces;

  ScratchPool(LibC libc) {
    this.libc = libc;
    pieces = Scratch.lasting(libc, SIZE);
  }

  /** A piece for this thread until it gives it back. */
  Scratch take() {
    // Thread identities are handed out one after another, so acceptors start at different pieces.
    int start = (int) Thread.currentThread().getId();
    for (int i = 0; i < SIZE; i++) {
      Scratch piece = pieces[(start + i) & (SIZE - 1)];
      if (piece.take()) {
        return piece;
      }
    }
    // 64 acceptors in the middle of a call at once: better some garbage than a wait not measured.
    return Scratch.passing(libc);
  }
}
