package io.acceptlag.core.neighbour;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.report.ReportSink;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Watches for other processes that listen on an address and port of ours, by SO_REUSEPORT, and do
 * not accept, such as an old deployment that hangs. The kernel keeps giving them their share of the
 * clients. Reads a port only if something waits in the queue of such a process.
 */
public final class NeighbourWatch {
  private final NeighbourProbe probe;
  private final Supplier<List<OwnListener>> own;
  private final long repeatNanos;
  private final ReportSink sink;
  private final Due due = new Due(Period.NEIGHBOURS);
  private final Map<LocalAddress, Neighbour> suspects = new LinkedHashMap<>();

  /**
   * @param own the listeners of this process
   * @param repeatNanos after which one that goes on is reported again, then after twice as long
   */
  public NeighbourWatch(
      NeighbourProbe probe, Supplier<List<OwnListener>> own, long repeatNanos, ReportSink sink) {
    this.probe = probe;
    this.own = own;
    this.repeatNanos = repeatNanos;
    this.sink = sink;
  }

  /** To be called at each poll. */
  public void poll(long nowNanos) {
    List<ListenerSocket> queued = probe.queued();
    if ((queued.isEmpty() && suspects.isEmpty()) || !due.take(nowNanos)) {
      return;
    }
    List<OwnListener> ours = own.get();
    for (ListenerSocket socket : queued) {
      suspect(socket, ours);
    }
    for (Iterator<Neighbour> each = suspects.values().iterator(); each.hasNext(); ) {
      Neighbour neighbour = each.next();
      look(neighbour, ours, nowNanos);
      if (neighbour.isOver()) {
        each.remove();
      }
    }
  }

  private void suspect(ListenerSocket socket, List<OwnListener> ours) {
    boolean shared = false;
    for (OwnListener each : ours) {
      if (each.is(socket)) {
        return;
      }
      shared |= each.address().equals(socket.address());
    }
    if (shared) {
      suspects.computeIfAbsent(socket.address(), address -> new Neighbour(address, repeatNanos));
    }
  }

  private void look(Neighbour neighbour, List<OwnListener> ours, long nowNanos) {
    PortReading reading = probe.read(neighbour.address().port());
    if (reading == null) {
      return;
    }
    Change change = neighbour.observe(nowNanos, reading, ours);
    ListenerSocket longest = neighbour.longest();
    if (longest != null && neighbour.asksForOwner()) {
      neighbour.ownedBy(longest.inode(), probe.ownerOf(longest.inode()));
    }
    if (neighbour.isOfThisProcess()) {
      // A listener of ours after all, which is not watched because the options say so.
      return;
    }
    if (change == Change.OPENED || change == Change.STILL_OPEN) {
      sink.report(NeighbourWords.stuck(neighbour));
    } else if (change == Change.ENDED) {
      sink.report(NeighbourWords.recovered(neighbour));
    }
  }
}
