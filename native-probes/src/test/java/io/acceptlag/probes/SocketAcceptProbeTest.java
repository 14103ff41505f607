package io.acceptlag.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.libc.jna.JnaLibC;
import io.acceptlag.probes.procfs.Proc;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On loopback connections, with the kernel as it is. */
class SocketAcceptProbeTest {
  private static final int WAIT_MILLIS = 300;

  /** Of the kernel's clock, and of the one that the test sleeps by. */
  private static final int TOLERANCE_MILLIS = 20;

  private final LibC kernel = new JnaLibC();
  private final Proc proc = new Proc(new File("/proc"));
  private final SocketAcceptProbe probe =
      new SocketAcceptProbe(kernel, new BlankFigures(), () -> 4096);

  private ServerSocket server;
  private Socket client;
  private Socket accepted;
  private int fd;

  @BeforeEach
  void acceptsOneThatHasWaited() throws Exception {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    client = new Socket(server.getInetAddress(), server.getLocalPort());
    Thread.sleep(WAIT_MILLIS);
    accepted = server.accept();
    SocketListenerProbe addresses =
        new SocketListenerProbe(
            kernel, proc, new SockDiag(kernel), new Shortfalls(), new BlankFigures());
    int[] atPort =
        proc.descriptorsWhere(
            each -> {
              LocalAddress address = addresses.localAddress(each);
              return address != null
                  && address.port() == server.getLocalPort()
                  && probe.queueLength(each) < 0;
            });
    assertEquals(1, atPort.length, () -> "the accepted one only: " + Arrays.toString(atPort));
    fd = atPort[0];
  }

  @AfterEach
  void closes() throws IOException {
    accepted.close();
    client.close();
    server.close();
    proc.close();
  }

  /** The kernel's clock runs on, whatever the client sends. */
  @Test
  void aWaitIsReadLongAfterItsAccept() throws Exception {
    client.getOutputStream().write(new byte[5]);
    long before = System.nanoTime();
    Thread.sleep(WAIT_MILLIS);
    assertEquals(5, accepted.getInputStream().read(new byte[9]));
    long sinceMillis = (System.nanoTime() - before) / 1_000_000;
    long reading = probe.acceptedEarlier(fd);
    assertFalse(AcceptedReading.failed(reading), () -> "errno " + -reading);
    assertTrue(AcceptedReading.waitKnown(reading));
    long waitMillis = AcceptedReading.waitMillis(reading) - sinceMillis;
    assertTrue(waitMillis >= WAIT_MILLIS - TOLERANCE_MILLIS, () -> waitMillis + " ms");
  }

  /** Then the clock tells something else. */
  @Test
  void onceAnythingIsSentThereIsNoWait() throws Exception {
    assertFalse(AcceptedReading.failed(probe.acceptedEarlier(fd)));
    accepted.getOutputStream().write(1);
    assertEquals(1, client.getInputStream().read());
    assertEquals(-Errno.ENODATA, probe.acceptedEarlier(fd));
    assertFalse(AcceptedReading.failed(probe.accepted(fd)), "which does not ask that");
  }

  /** What the client sends back for a close is no data. */
  @Test
  void aClientThatHasLeftIsReadEvenSo() throws Exception {
    client.close();
    assertEquals(-1, accepted.getInputStream().read());
    long reading = probe.acceptedEarlier(fd);
    assertFalse(AcceptedReading.failed(reading), () -> "errno " + -reading);
    assertTrue(AcceptedReading.clientGone(reading));
  }

  @Test
  void aDescriptorOfNothingIsNoReading() {
    assertTrue(AcceptedReading.failed(probe.acceptedEarlier(Integer.MAX_VALUE)));
  }
}
