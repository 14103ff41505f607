package io.acceptlag.agent.jmx;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One listener, or several at one address. What is not known is null. Counts begin when the
 * listener was found; packets are counted by the kernel, from when its socket was made.
 */
public interface ListenerMXBean {
  /** As the kernel spells it; null where there are several. */
  @Nullable String getAddress();

  /** Sockets added up here. */
  @Nullable Integer getListeners();

  @Nullable Long getQueueLength();

  @Nullable Long getQueueLimit();

  /** Age of the oldest connection that waits to be accepted. */
  @Nullable Long getOldestWaitMillis();

  /** For how long the queue was over its limit, all in all. */
  @Nullable Long getQueueSaturatedMillis();

  @Nullable Long getConnectionsAccepted();

  /** Accepts whose wait is known. */
  @Nullable Long getWaits();

  /** How long these have waited, all in all. */
  @Nullable Long getWaitsMillis();

  /** How many of them waited no longer than so many seconds; all of them are at +Inf. */
  @Nullable Map<String, Long> getWaitsUpToSeconds();

  /** Accepted when the client had already left. */
  @Nullable Long getConnectionsAbandoned();

  /** Accepted, and the SYN-ACK had been sent again before. */
  @Nullable Long getConnectionsHandshakeDelayed();

  /** Accepted, sent data by their client, and not read yet. */
  @Nullable Long getConnectionsUnserved();

  /** Dropped by the kernel at the listener, for any reason; packets, not connections. */
  @Nullable Long getPacketsDropped();

  /** Share of the last ten seconds that the acceptor spent outside accept. */
  @Nullable Double getAcceptorUtilization();

  /** Incidents that have ended. */
  @Nullable Long getIncidents();

  @Nullable Map<String, Long> getIncidentsByCause();

  /** Those that are open now, each as it was last reported; empty where all is well. */
  OpenIncident @Nullable [] getOpenIncidents();

  /** How many are open now. */
  @Nullable Map<String, Long> getOpenIncidentsByCause();
}
