package io.acceptlag.agent.jmx;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One listener, or several at one address. What is not known is null. Counts begin when the
 * listener was found; the kernel counts packets from when the socket was made.
 */
public interface ListenerMXBean {
  /** As the kernel spells it; null if there are several. */
  @Nullable String getAddress();

  /** The number of sockets that are added up here. */
  @Nullable Integer getListeners();

  @Nullable Long getQueueLength();

  @Nullable Long getQueueLimit();

  /** Age of the oldest connection that waits to be accepted. */
  @Nullable Long getOldestWaitMillis();

  /** The total time for which the queue was over its limit. */
  @Nullable Long getQueueSaturatedMillis();

  @Nullable Long getConnectionsAccepted();

  /** Accepts whose wait is known. */
  @Nullable Long getWaits();

  /** The sum of these waits. */
  @Nullable Long getWaitsMillis();

  /** How many of them waited at most this many seconds; +Inf has all of them. */
  @Nullable Map<String, Long> getWaitsUpToSeconds();

  /** Accepted after the client had already left. */
  @Nullable Long getConnectionsAbandoned();

  /** Accepted after the SYN-ACK had to be sent again. */
  @Nullable Long getConnectionsHandshakeDelayed();

  /** Accepted, with data from the client that was not read yet. */
  @Nullable Long getConnectionsUnserved();

  /** Dropped by the kernel at the listener, for any reason; packets, not connections. */
  @Nullable Long getPacketsDropped();

  /** Share of the last ten seconds that the acceptor spent outside accept. */
  @Nullable Double getAcceptorUtilization();

  /** Incidents that have ended. */
  @Nullable Long getIncidents();

  @Nullable Map<String, Long> getIncidentsByCause();

  /** Incidents that are open now, each as it was last reported; empty if there are none. */
  OpenIncident @Nullable [] getOpenIncidents();

  /** The number of open incidents, by cause. */
  @Nullable Map<String, Long> getOpenIncidentsByCause();
}
