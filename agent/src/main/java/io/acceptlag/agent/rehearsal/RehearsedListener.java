package io.acceptlag.agent.rehearsal;

import io.acceptlag.agent.view.OpenIncidents;
import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.core.handshake.HalfOpen;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Thresholds;
import io.acceptlag.core.kernel.AcceptProbe;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.core.unserved.UnreadReading;
import io.acceptlag.core.unserved.UnservedCount;
import io.acceptlag.core.watch.Sampler;
import io.acceptlag.core.watch.Settings;
import io.acceptlag.core.watch.Sources;
import java.util.Collections;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A simulated listener, and an incident of it from its first poll to its recovery. A call whose
 * first linking runs out of memory fails for ever (JVMS 5.4.3), and a class is not found if no
 * descriptor is left to read it. So everything that a poll may need is used here once, while all is
 * well.
 */
final class RehearsedListener
    implements AcceptProbe, ListenerProbe, HandshakeProbe, UnreadProbe, ReportSink {
  private static final int FD = 0;
  private static final int NO_DESCRIPTOR = -1;
  private static final int LIMIT = 1;
  private static final long IDENTITY = 1;
  private static final long POLL_NANOS = 100_000_000;
  private static final int WAIT_MILLIS = 500;
  private static final int POLLS_TO_RECOVER = 40;

  private final ListenerProbe probe;
  private final HandshakeProbe handshakes;
  private final UnreadProbe unread;
  private final LocalAddress address = new LocalAddress("127.0.0.1", 1, false);
  private final Listeners listeners = new Listeners(true);
  private final SlowAccepts slowAccepts = new SlowAccepts(2);
  private final AcceptRecorder recorder = new AcceptRecorder(listeners, this, slowAccepts, 1, 0, 0);
  private final OpenIncidents openIncidents = new OpenIncidents();
  private final BlackBox box = new BlackBox(this::wallMillis, Collections.emptyMap());
  private final Sampler sampler;
  private long nowNanos;
  private int length;
  private long refused;
  private boolean served;
  private boolean open = true;

  /**
   * @param sources are called too, with no descriptor; the answers are simulated
   */
  RehearsedListener(Sources sources) {
    probe = sources.listeners;
    handshakes = sources.handshakes;
    unread = sources.unread;
    sampler =
        new Sampler(
            listeners,
            slowAccepts,
            new Sources(
                this,
                this,
                new RehearsedAcceptors(sources.acceptors),
                sources.host,
                RehearsedListener::count,
                port -> ServerFigures.UNKNOWN,
                this,
                sources.loaded),
            new Settings(
                port -> true,
                new Thresholds(2 * POLL_NANOS, 1, POLL_NANOS),
                POLL_NANOS,
                true,
                POLL_NANOS,
                true),
            this,
            box);
  }

  /** Simulated, because there may be very many; a server is asked only in trouble. */
  private static Connections count(int port, IntPredicate listening) {
    return listening.test(port) ? new Connections(1, 0, 0, 0) : Connections.UNKNOWN;
  }

  void playIncident() {
    recorder.listening(this, FD, LIMIT + 1);
    recorder.entered(this, FD);
    poll();
    length = LIMIT + 1;
    for (int i = 0; i < 5; i++) {
      refused++;
      poll();
    }
    recorder.accepted(this, FD, FD, Listener.NO_ARRIVAL, nowNanos);
    length = 0;
    for (int i = 0; i < POLLS_TO_RECOVER; i++) {
      poll();
    }
    served = true;
    for (int i = 0; i < POLLS_TO_RECOVER; i++) {
      poll();
    }
    length = 1;
    recorder.closing(this, FD);
    open = false;
    poll();
    sampler.listeners();
  }

  private void poll() {
    nowNanos += POLL_NANOS;
    sampler.poll(nowNanos, 0);
  }

  @Override
  public boolean read(int fd, long identity, boolean drops, QueueReading into) {
    probe.read(NO_DESCRIPTOR, identity, true, into);
    into.length = length;
    into.limit = LIMIT;
    into.drops = refused;
    into.readNanos = nowNanos;
    return open;
  }

  @Override
  public int queueLength(int listenerFd) {
    return length;
  }

  @Override
  public boolean stillListens(int port, long identity) {
    return probe.stillListens(port, identity);
  }

  @Override
  public LocalAddress localAddress(int fd) {
    probe.localAddress(NO_DESCRIPTOR);
    return address;
  }

  @Override
  public int[] listening() {
    return new int[] {FD};
  }

  @Override
  public NamespaceCounters counters() {
    probe.counters();
    return NamespaceCounters.of(refused, 2 * refused, refused, 0, 0, refused);
  }

  @Override
  public @Nullable KernelVersion kernel() {
    return handshakes.kernel();
  }

  /** SYN cookies are off, so that SYNs are lost. */
  @Override
  public KernelSettings settings() {
    handshakes.settings();
    return new KernelSettings(Collections.singletonMap(KernelSetting.SYN_COOKIES, "0"));
  }

  @Override
  public HalfOpen halfOpen() {
    handshakes.halfOpen();
    return new HalfOpen(Collections.singletonMap(address.port(), 2 * (LIMIT + 1)), true);
  }

  @Override
  public @Nullable WaitingClients waiting(int port) {
    handshakes.waiting(port);
    WaitingClients.Counter counter = new WaitingClients.Counter();
    counter.add("127.0.0.1", WAIT_MILLIS);
    return counter.result(true);
  }

  @Override
  public long accepted(int fd) {
    return AcceptedReading.pack(TcpState.CLOSE_WAIT, 0, WAIT_MILLIS, 0);
  }

  @Override
  public void describe(int listenerFd, int acceptedFd, ClientReading into) {}

  @Override
  public long identity(int fd) {
    probe.identity(NO_DESCRIPTOR);
    return IDENTITY;
  }

  @Override
  public boolean isReported() {
    return true;
  }

  @Override
  public long identity(int fd, int localPort) {
    unread.identity(NO_DESCRIPTOR, localPort);
    return IDENTITY;
  }

  @Override
  public void read(int fd, long identity, UnreadReading into) {
    unread.read(NO_DESCRIPTOR, identity, into);
    into.open = true;
    into.state = TcpState.CLOSE_WAIT;
    into.received = 2;
    into.unread = served ? 0 : 1;
    into.lastReceivedMillis = WAIT_MILLIS;
    into.readNanos = nowNanos;
  }

  @Override
  public UnservedCount count(int localPort, int ownListeners, long unreadMillis, long keptMillis) {
    unread.count(localPort, ownListeners, unreadMillis, keptMillis);
    unread.longestUnread(localPort, 0);
    UnservedCount.Counter counter = new UnservedCount.Counter(unreadMillis, keptMillis);
    counter.add(true, 2, 2, WAIT_MILLIS, false, false);
    return counter.result(false, true, 0);
  }

  private long wallMillis() {
    return nowNanos / 1_000_000;
  }

  @Override
  public void report(Report report) {
    report.line(null, true);
    box.report(report);
    openIncidents.report(report);
  }
}
