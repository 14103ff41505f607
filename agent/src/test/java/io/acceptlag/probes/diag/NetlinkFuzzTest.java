package io.acceptlag.probes.diag;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.acceptlag.agent.fuzz.FuzzInputs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/**
 * Whatever recv() brings, each message is walked to its end and nothing is thrown. .ci/fuzz finds
 * further inputs.
 */
public class NetlinkFuzzTest {
  private static final int SIZE = 8192;

  @Test
  void keptInputs() throws Exception {
    FuzzInputs.each("netlink", NetlinkFuzzTest::fuzzerTestOneInput);
  }

  /** Jazzer calls it by this name. */
  public static void fuzzerTestOneInput(byte[] data) {
    ByteBuffer memory = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
    int length = Math.min(SIZE, data.length);
    memory.put(data, 0, length);
    DiagAnswer answer = new DiagAnswer(memory);
    answer.received(length);
    while (answer.next() == DiagAnswer.Step.SOCKET) {
      assertNotNull(answer.local() + " " + answer.remote());
      long sum =
          answer.state()
              + answer.localPort()
              + answer.remotePort()
              + answer.remoteHash()
              + answer.receiveQueue()
              + answer.sendQueue()
              + answer.inode()
              + answer.cookie()
              + answer.uid()
              + SockDiag.drops(answer)
              + SockDiag.waitMillis(answer)
              + SockDiag.bytesReceived(answer)
              + SockDiag.lastDataReceivedMillis(answer)
              + SockDiag.dataSegmentsOut(answer);
      assertNotNull(answer.isRemote(0, sum, false) || answer.isLocal(sum, 0, true));
    }
  }
}
