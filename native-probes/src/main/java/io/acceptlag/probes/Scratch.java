package io.acceptlag.probes;

import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/** Native memory for one call at a time: a length, then what the kernel writes. */
final class Scratch {
  static final int VALUE = 8;

  private static final int SIZE = 512;

  final ByteBuffer memory;
  final long lengthAddress;
  final long valueAddress;
  private final AtomicBoolean taken = new AtomicBoolean();

  private Scratch(LibC libc, ByteBuffer memory) {
    this.memory = memory;
    lengthAddress = libc.addressOf(memory);
    valueAddress = lengthAddress + VALUE;
  }

  /** Pieces that are never freed. */
  static Scratch[] lasting(LibC libc, int count) {
    ByteBuffer all = libc.allocate(count * SIZE);
    Scratch[] pieces = new Scratch[count];
    for (int i = 0; i < count; i++) {
      all.limit((i + 1) * SIZE).position(i * SIZE);
      pieces[i] = new Scratch(libc, all.slice().order(ByteOrder.nativeOrder()));
    }
    return pieces;
  }

  /** A piece for one call; afterwards it is garbage, together with its memory. */
  static Scratch passing(LibC libc) {
    return new Scratch(libc, ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder()));
  }

  boolean take() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  void giveBack() {
    taken.set(false);
  }

  /**
   * Sets how many bytes the kernel may fill in the next call, which replaces it by what it filled.
   */
  void length(int bytes) {
    memory.putInt(0, bytes);
  }

  int length() {
    return memory.getInt(0);
  }
}
