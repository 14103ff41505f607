package io.acceptlag.benchmarks.subject;

import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Setup;

/** The same, while a client whose accept was slow has not been met again. */
public class AfterSlowBenchmark extends HookBenchmark {
  private static final long LONGER_THAN_SPAN_WAIT_MILLIS = 500;

  @Override
  @Setup
  public void accept() throws Throwable {
    super.accept();
    SocketChannel slow = SocketChannel.open(listener.getLocalAddress());
    TimeUnit.MILLISECONDS.sleep(LONGER_THAN_SPAN_WAIT_MILLIS);
    listener.accept();
    if (!slow.isConnected()) {
      throw new IllegalStateException("it was not accepted");
    }
  }
}
