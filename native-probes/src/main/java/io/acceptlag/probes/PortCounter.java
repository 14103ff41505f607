package io.acceptlag.probes;

import io.acceptlag.core.connect.BoundPorts;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.diag.DiagAnswer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the local ports of sockets, and finds where most of them are connected to. */
final class PortCounter {
  private final BitSet inUse = new BitSet();
  private final BitSet open = new BitSet();
  private final Map<Long, Remote> remotes = new HashMap<>();

  void add(DiagAnswer socket) {
    inUse.set(socket.localPort());
    if (socket.state() != TcpState.TIME_WAIT) {
      open.set(socket.localPort());
    }
    if (socket.remotePort() != 0) {
      Remote remote = remotes.get(socket.remoteHash());
      if (remote == null) {
        remote = new Remote(socket.remote());
        remotes.put(socket.remoteHash(), remote);
      }
      remote.count++;
    }
  }

  BoundPorts result() {
    Remote most = null;
    for (Remote each : remotes.values()) {
      most = most == null || each.count > most.count ? each : most;
    }
    int ports = inUse.cardinality();
    return new BoundPorts(
        ports, ports - open.cardinality(), address(most), most == null ? 0 : most.count);
  }

  private static @Nullable LocalAddress address(@Nullable Remote remote) {
    return remote == null ? null : remote.address;
  }

  private static final class Remote {
    final LocalAddress address;
    int count;

    Remote(LocalAddress address) {
      this.address = address;
    }
  }
}
