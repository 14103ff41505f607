package example.cause;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;

/** The acceptor spends CPU time on each connection. */
final class CostlyAccept implements Trouble {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final long micros;

  CostlyAccept(long micros) {
    this.micros = micros;
  }

  @Override
  public void meet(Socket connection) {
    long end = threads.getCurrentThreadCpuTime() + micros * 1_000;
    while (threads.getCurrentThreadCpuTime() < end) {
      connection.getPort();
    }
  }
}
