package io.acceptlag.agent.jmx;

import io.acceptlag.agent.config.Option;
import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.core.report.OwnHealth;
import org.jspecify.annotations.Nullable;

/**
 * A setter that refuses throws IllegalArgumentException, because a console can show that: it has
 * none of our classes.
 */
final class AgentBean implements AgentMXBean {
  private final String version;
  private final RunningSettings settings;
  private final OwnHealth health;

  AgentBean(String version, RunningSettings settings, OwnHealth health) {
    this.version = version;
    this.settings = settings;
    this.health = health;
  }

  @Override
  public String getVersion() {
    return version;
  }

  @Override
  public boolean isEnabled() {
    return settings.configuration().enabled();
  }

  @Override
  public void setEnabled(boolean enabled) {
    settings.change(Option.ENABLED.key(), Boolean.toString(enabled));
  }

  @Override
  public String getWarnWait() {
    return settings.value(Option.WARN_WAIT);
  }

  @Override
  public void setWarnWait(@Nullable String value) {
    set(Option.WARN_WAIT, value);
  }

  @Override
  public double getWarnQueue() {
    return settings.configuration().warnQueueShare();
  }

  @Override
  public void setWarnQueue(double share) {
    settings.change(Option.WARN_QUEUE.key(), Double.toString(share));
  }

  @Override
  public String getWarnUnserved() {
    return settings.value(Option.WARN_UNSERVED);
  }

  @Override
  public void setWarnUnserved(@Nullable String value) {
    set(Option.WARN_UNSERVED, value);
  }

  @Override
  public String getPorts() {
    return settings.value(Option.PORTS);
  }

  @Override
  public void setPorts(@Nullable String value) {
    set(Option.PORTS, value);
  }

  @Override
  public String getPortsExclude() {
    return settings.value(Option.PORTS_EXCLUDE);
  }

  @Override
  public void setPortsExclude(@Nullable String value) {
    set(Option.PORTS_EXCLUDE, value);
  }

  @Override
  public String getMute() {
    return settings.value(Option.MUTE);
  }

  @Override
  public void setMute(@Nullable String value) {
    set(Option.MUTE, value);
  }

  @Override
  public String change(@Nullable String key, @Nullable String value) {
    return settings.change(given(key), given(value));
  }

  private void set(Option option, @Nullable String value) {
    settings.change(option.key(), given(value));
  }

  /** A console may send null, which is no value, and is refused like that. */
  private static String given(@Nullable String text) {
    return text == null ? "" : text;
  }

  @Override
  public long getLatePolls() {
    return health.latePolls();
  }

  @Override
  public long getHookFailures() {
    return health.hookFailures();
  }

  @Override
  public long getReportsDropped() {
    return health.droppedReports();
  }

  @Override
  public long getExportsFailed() {
    return health.failedExports();
  }
}
