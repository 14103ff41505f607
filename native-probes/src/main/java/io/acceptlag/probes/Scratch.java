package io.acceptlag.probes;

import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/** Native memory for one call at a time: a length, then what the kernel writes. */
final class Scratch {
  static final int VALUE = 8;

  private static final int SIZE = 512;

  final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  final long lengthAddress;
  final long valueAddress;
  private final AtomicBoolean taken = new AtomicBoolean();

  Scratch(LibC libc) {
    lengthAddress = libc.addressOf(memory);
    valueAddress = lengthAddress + VALUE;
  }

  boolean take() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  void giveBack() {
    taken.set(false);
  }

  /** The room the kernel may fill, before a call; what it filled, after it. */
  void length(int bytes) {
    memory.putInt(0, bytes);
  }

  int length() {
    return memory.getInt(0);
  }
}
