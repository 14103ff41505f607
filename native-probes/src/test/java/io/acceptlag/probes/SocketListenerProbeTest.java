package io.acceptlag.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.libc.jna.JnaLibC;
import io.acceptlag.probes.procfs.Proc;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** On a listener of its own, with a kernel that refuses an option so many times. */
class SocketListenerProbeTest {
  private static final int EBADF = 9;
  private static final int TCP_INFO = 11;
  private static final int SO_MEMINFO = 55;
  private static final int BACKLOG = 7;

  private final LibC kernel = new JnaLibC();
  private final Shortfalls shortfalls = new Shortfalls();
  private final QueueReading reading = new QueueReading();
  private int refusedOption;
  private int refusals;

  /** Closed when it was asked, and another socket's descriptor since. */
  @Test
  void aDescriptorThatIsReusedIsNotRefused() throws IOException {
    for (int option : new int[] {TCP_INFO, SO_MEMINFO}) {
      refusedOption = option;
      refusals = 1;
      read();
      assertEquals(0, refusals);
      assertEquals(0, reading.length);
      assertEquals(BACKLOG, reading.limit);
      assertEquals(List.of(), shortfalls.take());
    }
  }

  /** As a seccomp filter may, with any errno. */
  @Test
  void reportsWhatIsRefusedAgain() throws IOException {
    refusedOption = TCP_INFO;
    refusals = Integer.MAX_VALUE;
    read();
    assertEquals(QueueReading.UNKNOWN, reading.limit);
    List<String> said = shortfalls.take();
    assertEquals(1, said.size());
    assertTrue(said.get(0).startsWith("acceptlag is refused TCP_INFO by the kernel (EBADF)"));

    refusedOption = SO_MEMINFO;
    read();
    assertEquals(QueueReading.UNKNOWN, reading.drops);
    assertEquals(1, shortfalls.take().size());
  }

  /** Then it may have been closed and reused more than once. */
  @Test
  void ofAnUnknownSocketNothingIsRefused() throws IOException {
    for (int option : new int[] {TCP_INFO, SO_MEMINFO}) {
      refusedOption = option;
      refusals = Integer.MAX_VALUE;
      read(fd -> 0);
      assertEquals(List.of(), shortfalls.take());
    }
  }

  private void read() throws IOException {
    read(fd -> SocketIdentity.of(kernel, fd, Scratch.lasting(kernel, 1)[0]));
  }

  private void read(IntToLongFunction identity) throws IOException {
    LibC libc = refusing();
    Proc proc = new Proc(new File("/proc"));
    SocketListenerProbe probe =
        new SocketListenerProbe(libc, proc, new SockDiag(libc), shortfalls, new BlankFigures());
    try (ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
      int fd = proc.descriptorsWhere(each -> isAt(listener.getLocalPort(), each, probe))[0];
      reading.clear(true);
      assertTrue(probe.read(fd, identity.applyAsLong(fd), true, reading));
    } finally {
      proc.close();
    }
  }

  private static boolean isAt(int port, int fd, SocketListenerProbe probe) {
    LocalAddress address = probe.localAddress(fd);
    return address != null && address.port() == port;
  }

  private LibC refusing() {
    return (LibC)
        Proxy.newProxyInstance(
            LibC.class.getClassLoader(),
            new Class<?>[] {LibC.class},
            (proxy, method, args) -> {
              if (method.getName().equals("getsockopt")
                  && args[2].equals(refusedOption)
                  && refusals > 0) {
                refusals--;
                return -EBADF;
              }
              return method.invoke(kernel, args);
            });
  }
}
