package io.acceptlag.agent;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.HostProbe;
import io.acceptlag.probes.Probes;

/**
 * Has trouble rehearsed as soon as there is what may get into it, and not before: at the start it
 * was a third of what our thread did while the application was loading its own classes, and one
 * that neither listens nor connects needs none of it.
 */
final class TroubleRehearsal {
  private final Probes probes;
  private final AcceptorProbe acceptors;
  private final HostProbe host;
  private boolean incidentPlayed;
  private boolean connectsPlayed;

  TroubleRehearsal(Probes probes, AcceptorProbe acceptors, HostProbe host) {
    this.probes = probes;
    this.acceptors = acceptors;
    this.host = host;
  }

  /**
   * Each once. For the sampler's thread.
   *
   * @param listens whether there is a listener
   * @param connects whether there is a destination
   * @return whether any was played, which takes a poll's time
   */
  boolean play(boolean listens, boolean connects) {
    boolean incident = listens && !incidentPlayed;
    boolean connect = connects && !connectsPlayed;
    if (incident) {
      incidentPlayed = true;
      Rehearsal.ofIncident(probes.listeners(), probes.handshakes(), acceptors, host);
    }
    if (connect) {
      connectsPlayed = true;
      Rehearsal.ofConnects(probes.connects(), probes.handshakes(), probes.ports());
    }
    return incident || connect;
  }
}
