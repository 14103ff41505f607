package io.acceptlag.core.unserved;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.AcceptedSample;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.NoReading;
import io.acceptlag.core.listener.SlowAccepts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As Linux has it: every byte of a kind is ten of them. */
final class ScriptedConnections implements UnreadProbe {
  static final long MILLIS = 1_000_000;
  static final int POLL = 100;
  static final long NEVER = Long.MAX_VALUE;
  private static final int PORT = 8080;

  /** When accepted, and how long unread, of all that were seen unread. */
  final Map<Long, Long> followed = new HashMap<>();

  private final List<Connection> connections = new ArrayList<>();
  private final AcceptRecorder recorder;
  private final SampledConnections sample;
  long nowMillis;

  /** From the beginning of a poll to a reading. */
  long lateNanos;

  ScriptedConnections() {
    Listeners listeners = new Listeners(true);
    recorder = new AcceptRecorder(listeners, new NoReading(), new SlowAccepts(2), 1, 1000, 1000);
    recorder.listening(this, 3, 100);
    AcceptedSample arriving = requireNonNull(requireNonNull(listeners.nextFound()).sample());
    sample = new SampledConnections(arriving, this, PORT, 2_000 * MILLIS, 0);
  }

  SampledConnections sample() {
    return sample;
  }

  /** That moment has come. */
  void tick(long millis, List<Connection> all) {
    nowMillis = millis;
    for (Connection each : all) {
      if (!each.isTaken() && millis >= each.accepted) {
        accept(each, 0);
      }
    }
  }

  void accept(Connection each, long laterNanos) {
    connections.add(each);
    each.identity = connections.size();
    each.fd = connections.size() + 9;
    long acceptedNanos = each.accepted * MILLIS + laterNanos;
    recorder.accepted(this, 3, each.fd, Listener.NO_ARRIVAL, acceptedNanos);
  }

  @Override
  public void firstRead(long acceptedNanos, long millis) {
    followed.put(acceptedNanos, millis);
  }

  @Override
  public boolean isReported() {
    return true;
  }

  @Override
  public long identity(int fd, int localPort) {
    assertEquals(PORT, localPort);
    Connection each = connections.get(fd - 10);
    return nowMillis >= each.close ? 0 : each.identity;
  }

  @Override
  public void read(int fd, long identity, UnreadReading into) {
    Connection each = connections.get(fd - 10);
    into.open = nowMillis < each.close && identity == each.identity;
    into.readNanos = nowMillis * MILLIS + lateNanos;
    into.state = nowMillis >= each.reset ? 7 : nowMillis >= each.fin ? 8 : 1;
    long data = (nowMillis >= each.data ? 10L : 0) + (nowMillis >= each.more ? 10 : 0);
    into.received = data + (nowMillis >= each.fin ? 1 : 0);
    into.unread = nowMillis >= each.read ? 0 : data;
    // The kernel's clock moves in ticks of 4 ms.
    long last = nowMillis >= each.more ? each.more : nowMillis >= each.data ? each.data : 0;
    into.lastReceivedMillis = (nowMillis + lateNanos / MILLIS - last) / 4 * 4;
    into.answered = nowMillis >= each.answer;
  }

  @Override
  public int[] longestUnread(int localPort, int max) {
    return connections.stream()
        .filter(each -> nowMillis >= each.data && nowMillis < Math.min(each.read, each.close))
        .sorted(Comparator.comparingLong(each -> each.data))
        .mapToInt(each -> each.fd)
        .limit(max)
        .toArray();
  }

  @Override
  public @Nullable UnservedCount count(
      int localPort, int ownListeners, long unreadMillis, long keptMillis) {
    return null;
  }

  /** When what happens to it, in milliseconds. */
  static final class Connection {
    int fd = -1;
    long identity;
    long accepted;
    long data = NEVER;
    long more = NEVER;
    long read = NEVER;
    long answer = NEVER;
    long fin = NEVER;
    long reset = NEVER;
    long close = NEVER;

    boolean isTaken() {
      return fd >= 0;
    }

    long since() {
      return Math.max(accepted, data);
    }
  }
}
