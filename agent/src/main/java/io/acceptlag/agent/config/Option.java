package io.acceptlag.agent.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every option of the agent. This list also generates docs/configuration.md. */
@SuppressWarnings("ImmutableEnumChecker") // the syntaxes hold nothing that changes
public enum Option {
  ENABLED(
      "enabled",
      new BooleanSyntax(),
      "true",
      "false",
      "whether the agent works; with `false` it does nothing at all",
      "Then nothing is woven, no thread is started and no line is written, not even about a mistake"
          + " in another option."),
  WARN_WAIT(
      "warn.wait",
      new DurationSyntax("1ms", "1h"),
      "200ms",
      "500ms",
      "an accept wait, or the age of the oldest waiting connection, from which an incident opens",
      "The kernel counts the wait in ticks of 1, 4 or 10 ms, depending on how it was built. A"
          + " finer threshold would have no meaning."
          + " While nothing is accepted, up to one `poll` passes before the wait is noticed."),
  WARN_QUEUE(
      "warn.queue",
      new ShareSyntax(),
      "0.8",
      "0.5",
      "queue length / limit from which an incident opens if seen at two polls in a row",
      "`1` waits until the queue has reached its limit."),
  WARN_UNSERVED(
      "warn.unserved",
      new DurationOrOffSyntax("100ms", "1h"),
      "2s",
      "5s",
      "how long data of an accepted connection is unread until an incident opens; `off`: not watched",
      "It counts from the later of accept and first data. Only connections count from which the"
          + " application has read nothing and to which it has sent nothing. A few connections of each"
          + " listener are sampled at each `poll`; this needs Linux 4.6 or newer."),
  POLL(
      "poll",
      new DurationSyntax("10ms", "10s"),
      "100ms",
      "250ms",
      "time between two samples",
      "Below 10 ms the samples are finer than the tick of most kernels and cost more than they"
          + " show. Above 10 s a queue can fill, drop connections and empty again unseen."),
  REPEAT(
      "repeat",
      new DurationSyntax("1s", "1h"),
      "30s",
      "1m",
      "an open incident is logged again after this, then after twice, four times this ... up to"
          + " 1 h",
      "It cannot be shorter than `poll`, because only a sample brings anything new."),
  PORTS(
      "ports",
      new PortsSyntax("all", PortSet.all()),
      "all",
      "8080:9000-9100",
      "the local ports of the listeners to watch",
      "A listener is known by its actual port, so 0 is not a port here."),
  PORTS_EXCLUDE(
      "ports.exclude",
      new PortsSyntax("none", PortSet.none()),
      "none",
      "9090",
      "local ports to leave out of `ports`",
      "At least one port of `ports` must remain; to watch none, set `enabled=false`."),
  MUTE(
      "mute",
      new MuteSyntax(),
      "none",
      "8080:starting",
      "causes that the log leaves out, each for the listeners of one port",
      "For example `8080:starting:paused:9090:backlog_capped`: each port comes before its causes,"
          + " which are those behind `cause=`."
          + " One line says that lines are left out. Metrics and traces have all incidents."),
  CONNECT(
      "connect",
      new BooleanSyntax(),
      "true",
      "false",
      "whether connections that the application opens are watched too: slow, refused, out of ports",
      "With `false` nothing is woven into the classes that connect."),
  SPAN_WAIT(
      "span.wait",
      new DurationSyntax("1ms", "1h"),
      "warn.wait",
      "50ms",
      "an accept wait from which a connection gets a span of its own",
      "Without telemetry it has no effect."),
  SPAN_RATE(
      "span.rate",
      new RateSyntax(1000),
      "20/s",
      "1200/m",
      "the most spans of connections for each listener; the rest is counted",
      "`0/s` makes no spans of connections; incidents keep theirs. Many more than 1000 a second"
          + " would overflow the exporter's queue and displace other spans."),
  LOG(
      "log",
      new ChoiceSyntax<>(LogMode.class),
      "auto",
      "stderr",
      "where the agent's lines go; `auto`: the logging library that the application uses",
      "`auto` uses the standard error stream if there is no logging library."
          + " `log=none` and `telemetry=none` exclude each other."),
  LOG_CLIENTS(
      "log.clients",
      new BooleanSyntax(),
      "false",
      "true",
      "whether lines of an incident name the clients that wait most often, by address",
      "Addresses may be personal data, so the log has them only if this is set. The incident's"
          + " span always has them, metrics never."),
  TELEMETRY(
      "telemetry",
      new ChoiceSyntax<>(TelemetryMode.class),
      "auto",
      "otlp",
      "OpenTelemetry metrics and spans; `auto`: if an OTLP endpoint or exporter is set",
      "`auto` looks for the usual `OTEL_EXPORTER_OTLP_*` variables and the exporter variables."
          + " Only `OTEL_*` variables and `otel.*` properties say where and how to export."),
  RECORD(
      "record",
      new FileSyntax(),
      "none",
      "/tmp/shop.evidence",
      "a file for the evidence on each listener in trouble, to be judged again elsewhere",
      "It contains names of threads, their stacks and figures, but no addresses of clients. It ends"
          + " at 10 MB. Only its owner may read it, and no symbolic link is followed. If it cannot be"
          + " written, one line says so."
          + " `java -jar acceptlag.jar replay FILE` shows what is in it."),
  BLACKBOX(
      "blackbox",
      new FileSyntax(),
      "none",
      "/var/log/shop.box",
      "a file that keeps the last day even after a crash; in memory it is always kept",
      "It takes 2 MB, allocated at the start and then overwritten in turn; what an earlier run has"
          + " left in it stays for a day. Give each JVM a file of its own. It contains names of"
          + " threads, their stacks, figures, and addresses of clients that waited."
          + " Only its owner may read it, and no symbolic link is followed."
          + " `java -jar acceptlag.jar report FILE` makes a page from it."),
  NATIVE(
      "native",
      new ChoiceSyntax<>(NativeBinding.class),
      "auto",
      "proc",
      "which binding calls the kernel",
      "`jna`: JNA, for Java 8 to 21. `ffm`: the foreign function API, for Java 22 and newer."
          + " `proc`: no system calls, only the files under /proc, which do not show the waits of"
          + " single connections. `auto` chooses the one that fits the JVM.");

  private final String key;
  private final ValueSyntax<?> syntax;
  private final String defaultText;
  private final String example;
  private final String meaning;
  private final String details;

  Option(
      String key,
      ValueSyntax<?> syntax,
      String defaultText,
      String example,
      String meaning,
      String details) {
    this.key = key;
    this.syntax = syntax;
    this.defaultText = defaultText;
    this.example = example;
    this.meaning = meaning;
    this.details = details;
  }

  /** The name in the agent argument, such as {@code warn.wait}. */
  public String key() {
    return key;
  }

  /** The name as a system property, such as {@code acceptlag.warn.wait}. */
  String propertyName() {
    return Source.PROPERTY_PREFIX + key;
  }

  /** The name as an environment variable, such as {@code ACCEPTLAG_WARN_WAIT}. */
  public String variableName() {
    // Not in the user's language: Turkish would write WAİT.
    return Source.VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  ValueSyntax<?> syntax() {
    return syntax;
  }

  /** The default as it would be written, or the key of the option that gives it. */
  String defaultText() {
    return defaultText;
  }

  /** The option whose value is the default of this one, if there is such. */
  @Nullable Option defaultsTo() {
    return this == SPAN_WAIT ? WARN_WAIT : null;
  }

  /** What the default text stands for, unless it is the key of another option. */
  Object defaultValue() {
    try {
      return syntax.parse(defaultText);
    } catch (InvalidValueException e) {
      throw new IllegalStateException("The default of " + key + " is not valid", e);
    }
  }

  /** A good value other than the default. */
  String example() {
    return example;
  }

  /** One line of Markdown, with code in backquotes. */
  String meaning() {
    return meaning;
  }

  /** Further sentences, with code in backquotes. */
  String details() {
    return details;
  }
}
