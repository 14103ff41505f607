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

  /**
   * A piece until it is given back.
   *
   * @param fd what it is for: threads that call at once have different ones, and so start at
   *     different pieces. Not by Thread.getId, which an application may override.
   */
  Scratch take(int fd) {
    for (int i = 0; i < SIZE; i++) {
      Scratch piece = pieces[(fd + i) & (SIZE - 1)];
      if (piece.take()) {
        return piece;
      }
    }
    // 64 acceptors in the middle of a call at once: better some garbage than a wait not measured.
    return Scratch.passing(libc);
  }
}
