package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.ConnectionProbe;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.core.evidence.ServerProbe;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.ListenerProbe;
import io.acceptlag.core.server.ApplicationClasses;
import io.acceptlag.core.unserved.UnreadProbe;

/** Everything that a poll asks: probes of the kernel, of the JVM and of the server. */
public final class Sources {
  public final ListenerProbe listeners;
  public final HandshakeProbe handshakes;
  public final AcceptorProbe acceptors;
  public final HostProbe host;
  public final ConnectionProbe connections;
  public final ServerProbe servers;
  public final UnreadProbe unread;
  public final ApplicationClasses loaded;

  public Sources(
      ListenerProbe listeners,
      HandshakeProbe handshakes,
      AcceptorProbe acceptors,
      HostProbe host,
      ConnectionProbe connections,
      ServerProbe servers,
      UnreadProbe unread,
      ApplicationClasses loaded) {
    this.listeners = listeners;
    this.handshakes = handshakes;
    this.acceptors = acceptors;
    this.host = host;
    this.connections = connections;
    this.servers = servers;
    this.unread = unread;
    this.loaded = loaded;
  }
}
