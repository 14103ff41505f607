package io.acceptlag.core.neighbour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.SocketOwner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Another process on our port, with a scripted kernel. */
class NeighbourWatchTest {
  private static final long MILLIS = 1_000_000;
  private static final LocalAddress ADDRESS = new LocalAddress("127.0.0.1", 7031, false);
  private static final long OURS = 1;
  private static final long THEIRS = 2;
  private static final long LIMIT = 10;

  private final Kernel kernel = new Kernel();
  private final List<String> lines = new ArrayList<>();
  private final NeighbourWatch watch =
      new NeighbourWatch(
          kernel,
          () -> List.of(new OwnListener(ADDRESS, OURS)),
          30_000 * MILLIS,
          report -> lines.add(report.severity() + " " + report.line(null, false)));
  private long nowMillis = 100_000;

  @Test
  void oneThatTakesNothing() {
    for (int i = 0; i < 11; i++) {
      kernel.arrive(nowMillis);
    }
    poll(30);
    assertEquals(List.of(), lines);
    poll(30);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN Another process (pid 77, java) listens on 127.0.0.1:7031 too and does not"
                    + " accept: 11 connections wait in its queue (room for 11), the oldest for "),
        lines.get(0));
    assertTrue(
        lines
            .get(0)
            .contains(" | listener=127.0.0.1:7031 event=neighbour_stuck pid=77 queue=11/10"),
        lines.get(0));
    poll(200);
    assertEquals(1, lines.size(), lines::toString);
    kernel.theirs = false;
    poll(40);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines.get(1).startsWith("INFO The other process's listener on 127.0.0.1:7031 is gone"),
        lines.get(1));
    poll(40);
    int asked = kernel.asked;
    poll(100);
    assertEquals(asked, kernel.asked);
  }

  /** On a busy host the search may reach its bound before it finds the owner. */
  @Test
  void asksMoreThanOnceForTheOwner() {
    kernel.notFound = 1;
    kernel.arrive(nowMillis);
    poll(60);
    assertTrue(lines.get(0).startsWith("WARN Another process (pid 77, java)"), lines.get(0));
  }

  /** The room is that of the queue in trouble only. */
  @Test
  void oneStuckSocketBesideAHealthyOne() {
    kernel.others = new int[] {0};
    kernel.arrive(nowMillis);
    poll(60);
    assertTrue(
        lines.get(0).contains(": 1 connection waits in its queue (room for 11), the oldest"),
        lines.get(0));
  }

  @Test
  void severalStuckSockets() {
    kernel.others = new int[] {2, 0};
    for (int i = 0; i < 3; i++) {
      kernel.arrive(nowMillis);
    }
    poll(60);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "WARN 2 other sockets, one of them (pid 77, java), listen on"
                    + " 127.0.0.1:7031 too and are not accepted from: 3 connections wait in their"
                    + " queues (room for 22), the oldest for "),
        lines.get(0));
  }

  /** Its queue is full at each reading, and still it works. */
  @Test
  void oneThatIsBusyOnly() {
    for (int i = 0; i < 600; i++) {
      kernel.arrive(nowMillis);
      if (kernel.arrivedMillis.size() > 11) {
        kernel.arrivedMillis.remove(0);
      }
      poll(1);
    }
    assertEquals(List.of(), lines);
    assertTrue(kernel.asked > 0);
  }

  /** What waits may wait for us. */
  @Test
  void saysNothingWhileOurOwnQueueIsFilled() {
    kernel.ourLength = 3;
    kernel.arrive(nowMillis);
    poll(200);
    assertEquals(List.of(), lines);
    kernel.ourLength = 0;
    poll(60);
    assertEquals(1, lines.size());
  }

  @Test
  void oneThatAcceptsAgain() {
    kernel.arrive(nowMillis);
    kernel.owner = null;
    poll(100);
    assertTrue(
        lines.get(0).startsWith("WARN Another process (of uid 1000, not found from here)"),
        lines.get(0));
    assertTrue(lines.get(0).contains(": 1 connection waits in its queue"), lines.get(0));
    kernel.arrivedMillis.clear();
    poll(40);
    assertTrue(lines.get(1).contains(" has an empty queue again, after "), lines.get(1));
  }

  @Test
  void aListenerOfOursThatIsNotWatched() {
    kernel.owner = new SocketOwner(78, "java", true);
    kernel.arrive(nowMillis);
    poll(100);
    kernel.theirs = false;
    poll(100);
    assertEquals(List.of(), lines);
  }

  @Test
  void onesOnOtherAddressesAreNoNeighbours() {
    kernel.theirAddress = new LocalAddress("127.0.0.2", 7031, false);
    kernel.arrive(nowMillis);
    poll(100);
    assertEquals(0, kernel.asked);
  }

  private void poll(int polls) {
    for (int i = 0; i < polls; i++) {
      nowMillis += 100;
      kernel.nowMillis = nowMillis;
      watch.poll(nowMillis * MILLIS);
    }
  }

  private static final class Kernel implements NeighbourProbe {
    final List<Long> arrivedMillis = new ArrayList<>();
    LocalAddress theirAddress = ADDRESS;
    boolean theirs = true;
    int notFound;

    /** How many of those that arrived are in the queues of further sockets. */
    int[] others = {};

    int ourLength;
    long nowMillis;
    int asked;
    @Nullable SocketOwner owner = new SocketOwner(77, "java", false);

    void arrive(long atMillis) {
      arrivedMillis.add(atMillis);
    }

    private List<ListenerSocket> listeners() {
      List<ListenerSocket> all = new ArrayList<>();
      all.add(new ListenerSocket(ADDRESS, OURS, 11, 1000, ourLength, (int) LIMIT));
      if (theirs) {
        int length = arrivedMillis.size();
        for (int i = 0; i < others.length; i++) {
          length -= others[i];
          all.add(
              new ListenerSocket(
                  theirAddress, THEIRS + 1 + i, 13 + i, 1000, others[i], (int) LIMIT));
        }
        all.add(new ListenerSocket(theirAddress, THEIRS, 12, 1000, length, (int) LIMIT));
      }
      return all;
    }

    @Override
    public List<ListenerSocket> queued() {
      List<ListenerSocket> queued = new ArrayList<>(listeners());
      queued.removeIf(each -> each.length() == 0);
      return queued;
    }

    @Override
    public PortReading read(int port) {
      asked++;
      long[] waits = new long[theirs ? arrivedMillis.size() : 0];
      for (int i = 0; i < waits.length; i++) {
        waits[i] = nowMillis - arrivedMillis.get(i);
      }
      return new PortReading(listeners(), waits);
    }

    @Override
    public @Nullable SocketOwner ownerOf(long inode) {
      return notFound-- > 0 ? null : owner;
    }
  }
}
