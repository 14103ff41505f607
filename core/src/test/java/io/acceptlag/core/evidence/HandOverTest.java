package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which threads would free a waiting thread of a known server, by their frames. */
class HandOverTest {
  private static final String PARK = "jdk.internal.misc.Unsafe.park";
  private static final String PUT = "java.util.concurrent.LinkedBlockingQueue.put";
  private static final String TAKE = "java.util.concurrent.LinkedBlockingQueue.take";
  private static final String HADOOP_PUT = "org.apache.hadoop.ipc.CallQueueManager.put";
  private static final String HADOOP_READER =
      "org.apache.hadoop.ipc.Server$Listener$Reader.doRunLoop";
  private static final String HADOOP_HANDLER = "org.apache.hadoop.ipc.Server$Handler.run";

  /** The acceptor waits for a reader, and the reader for a handler. */
  @Test
  void hadoopsReaderWaitsForItsHandlers() {
    AcceptorSample reader = sample("reader", PARK, PUT, HADOOP_PUT, HADOOP_READER);
    HandOver first = new HandOver(HandOver.Link.SAME_OBJECT, Workers.of(List.of(reader)), true);
    AcceptorSample handler =
        sample("handler", "java.lang.Thread.sleep", "com.acme.Shop.order", HADOOP_HANDLER);
    HandOver found = HandOver.byFrames(first.frames(), () -> List.of(reader, handler));
    assertEquals(HandOver.Link.FRAMES, found.link());
    assertEquals(List.of(handler), found.threads().busyOnes());
    assertTrue(found.explains());
  }

  @Test
  void aHandlerThatIsFreeExplainsNothing() {
    StackTraceElement[] reader = sample("reader", PARK, PUT, HADOOP_PUT, HADOOP_READER).stack();
    AcceptorSample free =
        sample(
            "handler", PARK, TAKE, "org.apache.hadoop.ipc.CallQueueManager.take", HADOOP_HANDLER);
    HandOver found = HandOver.byFrames(reader, () -> List.of(free));
    assertEquals(HandOver.Link.FRAMES, found.link());
    assertFalse(found.explains());
  }

  @Test
  void takesNoSamplesForAnUnknownServer() {
    assertSame(
        HandOver.UNKNOWN,
        HandOver.byFrames(
            sample("acceptor", PARK, PUT, "com.acme.Server.run").stack(),
            () -> {
              throw new AssertionError("threads were sampled");
            }));
    assertEquals(0, HandOver.UNKNOWN.frames().length);
  }

  private static AcceptorSample sample(String name, String... frames) {
    return new AcceptorSample(
        name,
        Thread.State.WAITING,
        SampledFrames.stack(frames),
        null,
        null,
        new StackTraceElement[0]);
  }
}
