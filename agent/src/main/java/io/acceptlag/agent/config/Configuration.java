package io.acceptlag.agent.config;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of all options. Immutable. */
public final class Configuration {
  private final Map<Option, Object> values;
  private final boolean enabled;
  private final long warnWaitNanos;
  private final double warnQueueShare;
  private final long warnUnservedNanos;
  private final long pollNanos;
  private final long repeatNanos;
  private final PortSet ports;
  private final MutedCauses mutedCauses;
  private final boolean connect;
  private final long spanWaitNanos;
  private final double spansPerSecond;
  private final LogMode logMode;
  private final boolean logClients;
  private final TelemetryMode telemetryMode;
  private final String record;
  private final String blackbox;
  private final NativeBinding nativeBinding;

  /**
   * The map has a value for each option, of the type of the option's syntax; none for an option
   * that takes its value from another one.
   */
  Configuration(Map<Option, Object> values) {
    this.values = new EnumMap<>(values);
    enabled = value(values, Option.ENABLED, Boolean.class);
    warnWaitNanos = value(values, Option.WARN_WAIT, Long.class);
    warnQueueShare = value(values, Option.WARN_QUEUE, Double.class);
    warnUnservedNanos = value(values, Option.WARN_UNSERVED, Long.class);
    pollNanos = value(values, Option.POLL, Long.class);
    repeatNanos = value(values, Option.REPEAT, Long.class);
    ports =
        value(values, Option.PORTS, PortSet.class)
            .without(value(values, Option.PORTS_EXCLUDE, PortSet.class));
    mutedCauses = value(values, Option.MUTE, MutedCauses.class);
    connect = value(values, Option.CONNECT, Boolean.class);
    spanWaitNanos = value(values, Option.SPAN_WAIT, Long.class);
    spansPerSecond = value(values, Option.SPAN_RATE, Double.class);
    logMode = value(values, Option.LOG, LogMode.class);
    logClients = value(values, Option.LOG_CLIENTS, Boolean.class);
    telemetryMode = value(values, Option.TELEMETRY, TelemetryMode.class);
    record = value(values, Option.RECORD, String.class);
    blackbox = value(values, Option.BLACKBOX, String.class);
    nativeBinding = value(values, Option.NATIVE, NativeBinding.class);
  }

  private static <T> T value(Map<Option, Object> values, Option option, Class<T> type) {
    Object value = values.get(option);
    Option other = option.defaultsTo();
    return type.cast(requireNonNull(value == null && other != null ? values.get(other) : value));
  }

  /** A copy, to be changed. */
  Map<Option, Object> values() {
    return new EnumMap<>(values);
  }

  /** If false, the agent does nothing at all, and does not even report problems. */
  public boolean enabled() {
    return enabled;
  }

  /** The accept wait, or age of the oldest waiting connection, from which an incident opens. */
  public long warnWaitNanos() {
    return warnWaitNanos;
  }

  /** The queue length / limit from which an incident opens; above 0, at most 1. */
  public double warnQueueShare() {
    return warnQueueShare;
  }

  /** How long an accepted connection is unread until an incident opens; 0: not watched. */
  public long warnUnservedNanos() {
    return warnUnservedNanos;
  }

  /** The time between two samples. */
  public long pollNanos() {
    return pollNanos;
  }

  /** The time after which an open incident is logged again for the first time. */
  public long repeatNanos() {
    return repeatNanos;
  }

  /** The local ports whose listeners are watched: {@code ports} without {@code ports.exclude}. */
  public PortSet ports() {
    return ports;
  }

  /** Causes that the log leaves out. */
  public MutedCauses mutedCauses() {
    return mutedCauses;
  }

  /** Whether connections that the application opens are watched. */
  public boolean connect() {
    return connect;
  }

  /** The accept wait from which a connection gets a span. */
  public long spanWaitNanos() {
    return spanWaitNanos;
  }

  /** The most spans of connections for each listener in a second; may be 0 or below 1. */
  public double spansPerSecond() {
    return spansPerSecond;
  }

  public LogMode logMode() {
    return logMode;
  }

  /** Whether the log may contain addresses of clients. */
  public boolean logClients() {
    return logClients;
  }

  public TelemetryMode telemetryMode() {
    return telemetryMode;
  }

  /** The file in which to record the evidence on listeners in trouble; null: none. */
  public @Nullable File recordFile() {
    return record.equals(FileSyntax.NONE) ? null : new File(record);
  }

  /** The file in which to keep the black box; null: in memory only. */
  public @Nullable File blackboxFile() {
    return blackbox.equals(FileSyntax.NONE) ? null : new File(blackbox);
  }

  public NativeBinding nativeBinding() {
    return nativeBinding;
  }
}
