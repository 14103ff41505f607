package java.lang.foreign;

import java.nio.Buffer;
import java.nio.ByteBuffer;

public interface MemorySegment {
  static MemorySegment ofAddress(long address) {
    return null;
  }

  static MemorySegment ofBuffer(Buffer buffer) {
    return null;
  }

  MemorySegment reinterpret(long newSize);

  ByteBuffer asByteBuffer();

  long address();
}
