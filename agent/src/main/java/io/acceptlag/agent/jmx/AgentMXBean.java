package io.acceptlag.agent.jmx;

import org.jspecify.annotations.Nullable;

/**
 * The agent: what can be changed while the JVM runs, and how it gets on itself. A setting is
 * written as in docs/configuration.md; a bad one is refused with a sentence, and nothing is
 * changed.
 */
public interface AgentMXBean {
  String getVersion();

  /** False: the agent has let go of all listeners, and the hooks return at once. */
  boolean isEnabled();

  void setEnabled(boolean enabled);

  String getWarnWait();

  void setWarnWait(@Nullable String duration);

  double getWarnQueue();

  void setWarnQueue(double share);

  String getWarnUnserved();

  void setWarnUnserved(@Nullable String duration);

  String getPorts();

  void setPorts(@Nullable String ports);

  String getPortsExclude();

  void setPortsExclude(@Nullable String ports);

  String getMute();

  void setMute(@Nullable String causes);

  /** As the attributes do, by the option's name, such as warn.wait; says what is true now. */
  String change(@Nullable String key, @Nullable String value);

  /** Polls that came 50 ms late or more. */
  long getLatePolls();

  /** Connections that the hooks failed to record. */
  long getHookFailures();

  /** Reports, spans and log records for which a sink had no room. */
  long getReportsDropped();

  /** Batches of telemetry that did not get through. */
  long getExportsFailed();
}
