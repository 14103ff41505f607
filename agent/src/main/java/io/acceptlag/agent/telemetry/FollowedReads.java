package io.acceptlag.agent.telemetry;

import io.acceptlag.core.listener.SlowPeers;
import io.acceptlag.core.unserved.UnreadProbe;
import io.acceptlag.core.unserved.UnreadReading;
import io.acceptlag.core.unserved.UnservedCount;
import org.jspecify.annotations.Nullable;

/** A probe that also keeps first reads, for the requests of the same connections. */
final class FollowedReads implements UnreadProbe {
  private final UnreadProbe probe;
  private final SlowPeers peers;

  FollowedReads(UnreadProbe probe, SlowPeers peers) {
    this.probe = probe;
    this.peers = peers;
  }

  @Override
  public boolean isReported() {
    return probe.isReported();
  }

  @Override
  public long identity(int fd, int localPort) {
    return probe.identity(fd, localPort);
  }

  @Override
  public void read(int fd, long identity, UnreadReading into) {
    probe.read(fd, identity, into);
  }

  @Override
  public int[] untouched(int localPort, int max) {
    return probe.untouched(localPort, max);
  }

  @Override
  public int[] longestUnread(int localPort, int max) {
    return probe.longestUnread(localPort, max);
  }

  @Override
  public @Nullable UnservedCount count(
      int localPort, int ownListeners, long unreadMillis, long keptMillis) {
    return probe.count(localPort, ownListeners, unreadMillis, keptMillis);
  }

  @Override
  public void firstRead(long acceptedNanos, long millis) {
    peers.firstRead(acceptedNanos, millis);
  }
}
