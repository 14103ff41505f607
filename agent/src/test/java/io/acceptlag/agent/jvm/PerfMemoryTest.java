package io.acceptlag.agent.jvm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerfMemoryTest {
  private static final int HEADER_SIZE = 32;
  private static final int TIME_AT = HEADER_SIZE + 20 + 24;

  @ParameterizedTest
  @CsvSource({"BIG_ENDIAN, 0", "LITTLE_ENDIAN, 1"})
  void aCounterIsFoundByItsWholeName(String order, byte told) {
    ByteBuffer memory =
        memory("BIG_ENDIAN".equals(order) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, told);

    PerfMemory counters = new PerfMemory(memory);

    assertEquals(42, counters.value(counters.find("sun.rt.safepointTime")));
    assertEquals(PerfMemory.NONE, counters.find("sun.rt.safepoint"));
    assertEquals(PerfMemory.NONE, counters.find("sun.rt.safepointTimes"));
  }

  @Test
  void aCounterThatGrowsIsReadAnew() {
    ByteBuffer memory = memory(ByteOrder.LITTLE_ENDIAN, (byte) 1);
    PerfMemory counters = new PerfMemory(memory);
    int found = counters.find("sun.rt.safepointTime");

    memory.putLong(TIME_AT, 43);

    assertEquals(43, counters.value(found));
  }

  @Test
  void memoryOfAnotherKindHasNoCounter() {
    ByteBuffer otherMagic = memory(ByteOrder.LITTLE_ENDIAN, (byte) 1).put(0, (byte) 0);
    ByteBuffer otherVersion = memory(ByteOrder.LITTLE_ENDIAN, (byte) 1).put(5, (byte) 3);

    assertEquals(PerfMemory.NONE, new PerfMemory(otherMagic).find("sun.rt.safepointTime"));
    assertEquals(PerfMemory.NONE, new PerfMemory(otherVersion).find("sun.rt.safepointTime"));
    assertEquals(
        PerfMemory.NONE, new PerfMemory(ByteBuffer.allocate(0)).find("sun.rt.safepointTime"));
  }

  @Test
  void anEntryThatEndsBeyondTheMemoryEndsTheSearch() {
    ByteBuffer memory = memory(ByteOrder.LITTLE_ENDIAN, (byte) 1);
    memory.putInt(HEADER_SIZE, 1_000_000);

    assertEquals(PerfMemory.NONE, new PerfMemory(memory).find("sun.rt.safepointTime"));
  }

  /** This JVM's own, which it shares as a file. */
  @Test
  void aCollectionShowsInTheTimeAtSafepoints() throws IOException {
    Path shared =
        Path.of(
            "/tmp/hsperfdata_" + System.getProperty("user.name"),
            Long.toString(ProcessHandle.current().pid()));
    assumeTrue(Files.exists(shared), "this JVM does not share its counters");
    ByteBuffer memory;
    try (FileChannel file = FileChannel.open(shared)) {
      memory = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
    }
    Safepoints safepoints = Safepoints.of(new PerfMemory(memory), Runtime.version().feature());
    long beforeMillis = safepoints.millis();

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          while (safepoints.millis() <= beforeMillis) {
            System.gc();
          }
        });
  }

  /** One entry, as HotSpot 17 lays it out: the name, then the value at the next multiple of 8. */
  private static ByteBuffer memory(ByteOrder order, byte toldOrder) {
    ByteBuffer memory = ByteBuffer.allocate(HEADER_SIZE + 20 + 24 + 8);
    memory.putInt(0, 0xcafec0c0).put(4, toldOrder).put(5, (byte) 2);
    memory.order(order).putInt(24, HEADER_SIZE).putInt(28, 1);
    memory.position(HEADER_SIZE);
    memory.putInt(52).putInt(20).putInt(0).put((byte) 'J').put(new byte[3]).putInt(44);
    memory.put("sun.rt.safepointTime\0".getBytes(US_ASCII));
    memory.putLong(TIME_AT, 42);
    memory.position(0);
    return memory;
  }
}
