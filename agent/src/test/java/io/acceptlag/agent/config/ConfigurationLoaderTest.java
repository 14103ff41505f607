package io.acceptlag.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {

  private static final Settings NOTHING = new Settings(null, Map.of(), Map.of());

  @Test
  void everyOptionHasItsDefault() {
    Configuration defaults = NOTHING.configuration();
    assertTrue(defaults.enabled());
    assertEquals(Duration.ofMillis(200).toNanos(), defaults.warnWaitNanos());
    assertEquals(0.8, defaults.warnQueueShare());
    assertEquals(Duration.ofSeconds(2).toNanos(), defaults.warnUnservedNanos());
    assertEquals(Duration.ofMillis(100).toNanos(), defaults.pollNanos());
    assertEquals(Duration.ofSeconds(30).toNanos(), defaults.repeatNanos());
    assertEquals(PortSet.all(), defaults.ports());
    assertEquals(Duration.ofMillis(200).toNanos(), defaults.spanWaitNanos());
    assertEquals(20.0, defaults.spansPerSecond());
    assertEquals(LogMode.AUTO, defaults.logMode());
    assertEquals(TelemetryMode.AUTO, defaults.telemetryMode());
    assertNull(defaults.recordFile());
    assertNull(defaults.blackboxFile());
    assertEquals(NativeBinding.AUTO, defaults.nativeBinding());
    assertEquals(List.of(), NOTHING.problems());
  }

  /** What an accessor of the configuration returns for an option. */
  private static Object value(Configuration configuration, Option option) {
    return switch (option) {
      case ENABLED -> configuration.enabled();
      case WARN_WAIT -> Duration.ofNanos(configuration.warnWaitNanos());
      case WARN_QUEUE -> configuration.warnQueueShare();
      case WARN_UNSERVED -> Duration.ofNanos(configuration.warnUnservedNanos());
      case POLL -> Duration.ofNanos(configuration.pollNanos());
      case REPEAT -> Duration.ofNanos(configuration.repeatNanos());
      case PORTS, PORTS_EXCLUDE -> configuration.ports().toString();
      case MUTE -> configuration.mutedCauses().toString();
      case CONNECT -> configuration.connect();
      case SPAN_WAIT -> Duration.ofNanos(configuration.spanWaitNanos());
      case SPAN_RATE -> configuration.spansPerSecond();
      case LOG -> configuration.logMode();
      case LOG_CLIENTS -> configuration.logClients();
      case TELEMETRY -> configuration.telemetryMode();
      case RECORD -> String.valueOf(configuration.recordFile());
      case BLACKBOX -> String.valueOf(configuration.blackboxFile());
      case NATIVE -> configuration.nativeBinding();
    };
  }

  static Stream<Arguments> goodValues() {
    return inEverySource(
        Arguments.of(Option.ENABLED, "false", false),
        Arguments.of(Option.ENABLED, "FALSE", false),
        Arguments.of(Option.ENABLED, "True", true),
        Arguments.of(Option.WARN_WAIT, "1ms", Duration.ofMillis(1)),
        Arguments.of(Option.WARN_WAIT, "1.5s", Duration.ofMillis(1500)),
        Arguments.of(Option.WARN_WAIT, "2m", Duration.ofMinutes(2)),
        Arguments.of(Option.WARN_WAIT, "1h", Duration.ofHours(1)),
        Arguments.of(Option.WARN_WAIT, "300 ms", Duration.ofMillis(300)),
        Arguments.of(Option.WARN_QUEUE, "1", 1.0),
        Arguments.of(Option.WARN_QUEUE, "0.05", 0.05),
        Arguments.of(Option.WARN_UNSERVED, "off", Duration.ZERO),
        Arguments.of(Option.WARN_UNSERVED, "100ms", Duration.ofMillis(100)),
        Arguments.of(Option.POLL, "10ms", Duration.ofMillis(10)),
        Arguments.of(Option.POLL, "10s", Duration.ofSeconds(10)),
        Arguments.of(Option.REPEAT, "1s", Duration.ofSeconds(1)),
        Arguments.of(Option.REPEAT, "60m", Duration.ofHours(1)),
        Arguments.of(Option.PORTS, "8080", "8080"),
        Arguments.of(Option.PORTS, "8080:9000-9100", "8080:9000-9100"),
        Arguments.of(Option.PORTS, "ALL", "all"),
        Arguments.of(Option.PORTS_EXCLUDE, "1-1023", "1024-65535"),
        Arguments.of(Option.PORTS_EXCLUDE, "none", "all"),
        Arguments.of(Option.MUTE, "8080:starting", "8080:starting"),
        Arguments.of(
            Option.MUTE,
            "9090:backlog_capped:8080:starting: 9090 : paused",
            "8080:starting:9090:paused:9090:backlog_capped"),
        Arguments.of(Option.MUTE, "none", "none"),
        Arguments.of(Option.SPAN_WAIT, "50ms", Duration.ofMillis(50)),
        Arguments.of(Option.SPAN_RATE, "0/s", 0.0),
        Arguments.of(Option.SPAN_RATE, "1200/m", 20.0),
        Arguments.of(Option.SPAN_RATE, "1000/s", 1000.0),
        Arguments.of(Option.SPAN_RATE, "1.5/s", 1.5),
        Arguments.of(Option.CONNECT, "false", false),
        Arguments.of(Option.CONNECT, "true", true),
        Arguments.of(Option.LOG_CLIENTS, "true", true),
        Arguments.of(Option.LOG_CLIENTS, "false", false),
        Arguments.of(Option.LOG, "slf4j", LogMode.SLF4J),
        Arguments.of(Option.LOG, "log4j2", LogMode.LOG4J2),
        Arguments.of(Option.LOG, "JUL", LogMode.JUL),
        Arguments.of(Option.LOG, "stderr", LogMode.STDERR),
        Arguments.of(Option.LOG, "none", LogMode.NONE),
        Arguments.of(Option.TELEMETRY, "otlp", TelemetryMode.OTLP),
        Arguments.of(Option.TELEMETRY, "none", TelemetryMode.NONE),
        Arguments.of(Option.RECORD, "/tmp/shop of May.evidence", "/tmp/shop of May.evidence"),
        Arguments.of(Option.RECORD, "shop.evidence", "shop.evidence"),
        Arguments.of(Option.RECORD, "NONE", "null"),
        Arguments.of(Option.BLACKBOX, "/var/log/shop.box", "/var/log/shop.box"),
        Arguments.of(Option.NATIVE, "jna", NativeBinding.JNA),
        Arguments.of(Option.NATIVE, "FFM", NativeBinding.FFM),
        Arguments.of(Option.NATIVE, "proc", NativeBinding.PROC));
  }

  @ParameterizedTest
  @MethodSource("goodValues")
  void goodValueCountsInEverySource(Source source, Option option, String text, Object value) {
    for (String spaced : List.of(text, "  " + text + " \n")) {
      LoadedConfiguration loaded = Settings.of(source, option, spaced).load();
      assertEquals(List.of(), loaded.problems());
      assertEquals(value, value(loaded.configuration(), option));
    }
  }

  static Stream<Arguments> badValues() {
    return inEverySource(
        Arguments.of(Option.ENABLED, "yes", "which is neither true nor false"),
        Arguments.of(Option.ENABLED, "1", "which is neither true nor false"),
        Arguments.of(Option.ENABLED, "flase", "which is neither true nor false"),
        Arguments.of(Option.WARN_WAIT, "200", "which has no unit (ms, s, m or h)"),
        Arguments.of(Option.WARN_WAIT, "1.5", "which has no unit (ms, s, m or h)"),
        Arguments.of(Option.WARN_WAIT, "ms", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_WAIT, "200us", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_WAIT, "1m30s", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_WAIT, "-1s", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_WAIT, ".5s", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_WAIT, "1.s", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_WAIT, "1e3s", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_WAIT, "0ms", "which is too short"),
        Arguments.of(Option.WARN_WAIT, "0.9ms", "which is too short"),
        Arguments.of(Option.WARN_WAIT, "1.01h", "which is too long"),
        Arguments.of(Option.WARN_WAIT, "9".repeat(30) + "h", "which is too long"),
        Arguments.of(Option.WARN_QUEUE, "0", "which is too small"),
        Arguments.of(Option.WARN_QUEUE, "0.0", "which is too small"),
        Arguments.of(Option.WARN_QUEUE, "1.01", "which is too large"),
        Arguments.of(Option.WARN_QUEUE, "80%", "which is not a plain number"),
        Arguments.of(Option.WARN_QUEUE, "-0.5", "which is not a plain number"),
        Arguments.of(Option.WARN_QUEUE, "NaN", "which is not a plain number"),
        Arguments.of(Option.WARN_QUEUE, "1e-1", "which is not a plain number"),
        Arguments.of(Option.WARN_QUEUE, "0x1p-1", "which is not a plain number"),
        Arguments.of(Option.WARN_QUEUE, "1f", "which is not a plain number"),
        Arguments.of(Option.WARN_UNSERVED, "2", "which has no unit (ms, s, m or h)"),
        Arguments.of(Option.WARN_UNSERVED, "none", "which is not a number and one of the units"),
        Arguments.of(Option.WARN_UNSERVED, "99ms", "which is too short"),
        Arguments.of(Option.POLL, "100", "which has no unit (ms, s, m or h)"),
        Arguments.of(Option.POLL, "9ms", "which is too short"),
        Arguments.of(Option.POLL, "11s", "which is too long"),
        Arguments.of(Option.REPEAT, "999ms", "which is too short"),
        Arguments.of(Option.REPEAT, "61m", "which is too long"),
        Arguments.of(Option.REPEAT, "never", "which is not a number and one of the units"),
        Arguments.of(Option.PORTS, "http", "which is not a list of ports"),
        Arguments.of(Option.PORTS, "8080:", "where a port is missing"),
        Arguments.of(Option.PORTS, "80::90", "where a port is missing"),
        Arguments.of(Option.PORTS, "80-", "where a port is missing"),
        Arguments.of(Option.PORTS, "-80", "where a port is missing"),
        Arguments.of(Option.PORTS, "80-90-100", "which is not a list of ports"),
        Arguments.of(Option.PORTS, "0", "where a port is not from 1 to 65535"),
        Arguments.of(Option.PORTS, "65536", "where a port is not from 1 to 65535"),
        Arguments.of(Option.PORTS, "99999999999", "where a port is not from 1 to 65535"),
        Arguments.of(Option.PORTS, "90-80", "where a range ends below its start"),
        Arguments.of(Option.PORTS, "none", "which is not a list of ports"),
        Arguments.of(Option.PORTS, "8080;9090", "which is not a list of ports"),
        Arguments.of(Option.PORTS_EXCLUDE, "80a", "which is not a list of ports"),
        Arguments.of(Option.MUTE, "starting", "which does not begin with a port"),
        Arguments.of(Option.MUTE, "8080:", "where no cause is called \"\""),
        Arguments.of(Option.MUTE, "8080:pending", "where no cause is called \"pending\""),
        Arguments.of(Option.MUTE, "http:starting", "which does not begin with a port"),
        Arguments.of(Option.MUTE, "0:starting", "where a port is not from 1 to 65535"),
        Arguments.of(Option.MUTE, "8080:9090:starting", "where a port has no cause"),
        Arguments.of(Option.MUTE, "8080", "where a port has no cause"),
        Arguments.of(Option.MUTE, "8080:starting:8081:slow", "where no cause is called \"slow\""),
        Arguments.of(Option.SPAN_WAIT, "50", "which has no unit (ms, s, m or h)"),
        Arguments.of(Option.SPAN_WAIT, "0s", "which is too short"),
        Arguments.of(Option.SPAN_WAIT, "2h", "which is too long"),
        Arguments.of(Option.SPAN_RATE, "20", "which has no unit (/s, /m or /h)"),
        Arguments.of(Option.SPAN_RATE, "20/d", "which is not a number and one of the units"),
        Arguments.of(Option.SPAN_RATE, "/s", "which is not a number and one of the units"),
        Arguments.of(Option.SPAN_RATE, "20/", "which is not a number and one of the units"),
        Arguments.of(Option.SPAN_RATE, "20/s/s", "which is not a number and one of the units"),
        Arguments.of(Option.SPAN_RATE, "20s", "which is not a number and one of the units"),
        Arguments.of(Option.SPAN_RATE, "1001/s", "which is too many"),
        Arguments.of(Option.SPAN_RATE, "60001/m", "which is too many"),
        Arguments.of(Option.CONNECT, "on", "which is neither true nor false"),
        Arguments.of(Option.LOG_CLIENTS, "no", "which is neither true nor false"),
        Arguments.of(Option.LOG, "logback", "which is not one of its values"),
        Arguments.of(Option.LOG, "stdout", "which is not one of its values"),
        Arguments.of(Option.TELEMETRY, "true", "which is not one of its values"),
        Arguments.of(Option.RECORD, "/var/log/", "which is a folder"),
        Arguments.of(Option.BLACKBOX, "/var/log/", "which is a folder"),
        Arguments.of(Option.NATIVE, "jni", "which is not one of its values"));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void badValueGivesOneLineAndTheDefault(Source source, Option option, String text, String reason) {
    LoadedConfiguration loaded = Settings.of(source, option, text).load();
    assertEquals(
        value(NOTHING.configuration(), option), value(loaded.configuration(), option), "default");
    assertEquals(1, loaded.problems().size(), () -> "one line, not " + loaded.problems());
    String line = loaded.problems().get(0);
    String start =
        "Option " + option.key() + " is \"" + text + "\" in the " + place(source, option);
    assertTrue(line.startsWith(start + ", " + reason), line);
    assertTrue(line.contains(". Give " + option.syntax().expected()), line);
    assertTrue(line.endsWith(defaultStands(option)), line);
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void optionWithoutValueGivesOneLineAndTheDefault(Option option) {
    for (Settings settings :
        List.of(
            Settings.argument(option.key()),
            Settings.argument(option.key() + "="),
            Settings.argument(" " + option.key() + " = , "))) {
      assertEmptyValueIsReported(settings, option, Source.AGENT_ARGUMENT);
    }
    assertEmptyValueIsReported(
        Settings.property(option.propertyName(), ""), option, Source.SYSTEM_PROPERTY);
  }

  private static void assertEmptyValueIsReported(Settings settings, Option option, Source source) {
    assertEquals(
        List.of(
            "Option "
                + option.key()
                + " has no value in the "
                + place(source, option)
                + ". Give "
                + option.syntax().request(option.example())
                + ". "
                + defaultStands(option)),
        settings.problems());
    assertEquals(
        value(NOTHING.configuration(), option), value(settings.configuration(), option), "default");
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void emptyEnvironmentVariableCountsAsNotSet(Option option) {
    for (String blank : List.of("", " ", "\n")) {
      assertEquals(List.of(), Settings.variable(option.variableName(), blank).problems());
    }
  }

  private static String place(Source source, Option option) {
    return switch (source) {
      case AGENT_ARGUMENT -> "agent argument";
      case SYSTEM_PROPERTY -> "system property acceptlag." + option.key();
      case ENVIRONMENT -> "environment variable " + option.variableName();
    };
  }

  private static String defaultStands(Option option) {
    return option == Option.SPAN_WAIT
        ? "Its default, the value of warn.wait, stands."
        : "Its default, " + option.defaultText() + ", stands.";
  }

  private static Stream<Arguments> inEverySource(Arguments... cases) {
    return Stream.of(Source.values())
        .flatMap(
            source ->
                Stream.of(cases)
                    .map(
                        arguments ->
                            Arguments.argumentSet(
                                source + " " + Arrays.toString(arguments.get()),
                                source,
                                arguments.get()[0],
                                arguments.get()[1],
                                arguments.get()[2])));
  }

  @Test
  void everyOptionIsTriedWithGoodAndBadValues() {
    for (Stream<Arguments> cases : List.of(goodValues(), badValues())) {
      Set<Option> tried = EnumSet.noneOf(Option.class);
      cases.forEach(arguments -> tried.add((Option) arguments.get()[1]));
      assertEquals(EnumSet.allOf(Option.class), tried);
    }
  }

  @Test
  void earlierSourceHasPrecedence() {
    Map<String, String> properties = Map.of("acceptlag.poll", "2s");
    Map<String, String> variables = Map.of("ACCEPTLAG_POLL", "3s");
    assertPoll(Duration.ofSeconds(1), new Settings("poll=1s", properties, variables));
    assertPoll(Duration.ofSeconds(1), new Settings("poll=1s", Map.of(), variables));
    assertPoll(Duration.ofSeconds(2), new Settings("log=jul", properties, variables));
    assertPoll(Duration.ofSeconds(3), new Settings("", Map.of(), variables));
  }

  private static void assertPoll(Duration poll, Settings settings) {
    assertEquals(poll, Duration.ofNanos(settings.configuration().pollNanos()));
    assertEquals(List.of(), settings.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"poll=fast", "poll", "poll=1s,poll=2s"})
  void badValueIsNotReplacedFromALowerSource(String argument) {
    Settings settings =
        new Settings(argument, Map.of("acceptlag.poll", "2s"), Map.of("ACCEPTLAG_POLL", "3s"));
    assertEquals(Duration.ofMillis(100).toNanos(), settings.configuration().pollNanos());
    assertEquals(1, settings.problems().size());
  }

  @Test
  void badPropertyIsNotReplacedFromTheEnvironment() {
    Settings settings =
        new Settings(null, Map.of("acceptlag.log", ""), Map.of("ACCEPTLAG_LOG", "jul"));
    assertEquals(LogMode.AUTO, settings.configuration().logMode());
    assertEquals(1, settings.problems().size());
  }

  @Test
  void overriddenBadValueIsNotReported() {
    assertPoll(
        Duration.ofSeconds(1),
        new Settings("poll=1s", Map.of("acceptlag.poll", "x"), Map.of("ACCEPTLAG_POLL", "y")));
  }

  @Test
  void spanWaitFollowsWarnWait() {
    assertEquals(
        Duration.ofSeconds(3).toNanos(),
        Settings.argument("warn.wait=3s").configuration().spanWaitNanos());
    Settings bad = Settings.argument("warn.wait=3s,span.wait=soon");
    assertEquals(Duration.ofSeconds(3).toNanos(), bad.configuration().spanWaitNanos());
    Settings own = Settings.argument("warn.wait=3s,span.wait=1s");
    assertEquals(Duration.ofSeconds(3).toNanos(), own.configuration().warnWaitNanos());
    assertEquals(Duration.ofSeconds(1).toNanos(), own.configuration().spanWaitNanos());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "wran.wait, warn.wait",
        "warn.wiat, warn.wait",
        "warnwait, warn.wait",
        "warnWait, warn.wait",
        "warn_wait, warn.wait",
        "warn-queue, warn.queue",
        "WARN.QUEUE, warn.queue",
        "port, ports",
        "exclude, ports.exclude",
        "port.excludes, ports.exclude",
        "pol, poll",
        "enable, enabled",
        "spanrate, span.rate",
        "telemtry, telemetry",
        "nativ, native",
        "acceptlag.poll, poll",
        "ACCEPTLAG_POLL, poll",
        "xyzzy, -",
        "otel.exporter.otlp.endpoint, -"
      })
  void unknownNameInTheAgentArgumentIsReportedWithTheNearest(String name, String nearest) {
    String hint =
        nearest == null
            ? "the options are enabled, warn.wait, warn.queue, warn.unserved, poll, repeat, ports,"
                + " ports.exclude, mute, connect, span.wait, span.rate, log, log.clients, telemetry,"
                + " record, blackbox, native."
            : "the nearest one is " + nearest + ".";
    String line =
        "The agent argument names \"" + name + "\", which is not an option and is ignored; " + hint;
    assertEquals(List.of(line), Settings.argument(name + "=1s").problems());
    assertEquals(List.of(line), Settings.argument(name).problems(), "without a value");
    assertEquals(
        List.of(line), Settings.argument(name + "=1," + name + "=2").problems(), "given twice");
  }

  @Test
  void unknownPropertyIsReportedWithTheNearest() {
    assertEquals(
        List.of(
            "The system property \"acceptlag.warn_wait\" is not an option and is ignored; the"
                + " nearest one is acceptlag.warn.wait."),
        Settings.property("acceptlag.warn_wait", "1s").problems());
  }

  @Test
  void unknownVariableIsReportedWithTheNearest() {
    assertEquals(
        List.of(
            "The environment variable \"ACCEPTLAG_WARN_WIAT\" is not an option and is ignored; the"
                + " nearest one is ACCEPTLAG_WARN_WAIT."),
        Settings.variable("ACCEPTLAG_WARN_WIAT", "1s").problems());
  }

  @Test
  void unknownNameFarFromEveryOptionIsReportedWithAllOfThem() {
    String property = Settings.property("acceptlag.xyzzy", "1").problems().get(0);
    assertTrue(
        property.contains("; the options are acceptlag.enabled, acceptlag.warn.wait,"), property);
    String variable = Settings.variable("ACCEPTLAG_XYZZY", "1").problems().get(0);
    assertTrue(
        variable.endsWith(", ACCEPTLAG_RECORD, ACCEPTLAG_BLACKBOX, ACCEPTLAG_NATIVE."), variable);
  }

  @Test
  void namesOfOthersAreNoneOfOurBusiness() {
    Settings settings =
        new Settings(
            null,
            Map.of("acceptlagged.poll", "1", "poll", "1", "io.acceptlag.poll", "1"),
            Map.of("ACCEPTLAGGED_POLL", "1", "POLL", "1", "PATH", "/bin"));
    assertEquals(List.of(), settings.problems());
  }

  @Test
  void optionsAreReadEvenWhereNoNamesAreKnown() {
    LoadedConfiguration loaded =
        ConfigurationLoader.load(
            null, Map.of("acceptlag.poll", "1s")::get, name -> null, Set.of(), Set.of());
    assertEquals(Duration.ofSeconds(1).toNanos(), loaded.configuration().pollNanos());
    assertEquals(List.of(), loaded.problems());
  }

  @Test
  void optionGivenTwiceInTheAgentArgumentHasItsDefault() {
    Settings twice = Settings.argument("poll=1s,log=jul,poll=2s");
    assertEquals(
        List.of(
            "Option poll is \"1s\" in the agent argument and then \"2s\". Give it once: a duration"
                + " from 10ms to 10s, such as 250ms. Its default, 100ms, stands."),
        twice.problems());
    assertEquals(Duration.ofMillis(100).toNanos(), twice.configuration().pollNanos());
    assertEquals(LogMode.JUL, twice.configuration().logMode());
    assertEquals(1, Settings.argument("poll=x,poll=y,poll,poll=1s").problems().size());
  }

  @Test
  void valueWithACommaInTheAgentArgumentIsOneMistake() {
    Settings ports = Settings.argument("ports=8080,9000-9100, 7000,log=jul");
    assertEquals(
        List.of(
            "Option ports is \"8080,9000-9100, 7000\" in the agent argument, where a comma ends"
                + " the value. Give all, or ports and ranges of ports separated by colons, such as"
                + " 8080:9000-9100. Its default, all, stands."),
        ports.problems());
    assertEquals(LogMode.JUL, ports.configuration().logMode());
    assertEquals(1, Settings.argument("warn.queue=0,8").problems().size());
  }

  @ParameterizedTest
  @EnumSource(value = Source.class, names = "AGENT_ARGUMENT", mode = EnumSource.Mode.EXCLUDE)
  void commasSeparatePortsElsewhere(Source source) {
    Settings settings = Settings.of(source, Option.PORTS, "8080, 9000 - 9100:7000");
    assertEquals(List.of(), settings.problems());
    assertEquals("7000:8080:9000-9100", settings.configuration().ports().toString());
  }

  @ParameterizedTest
  @CsvSource({"10s, 2s", "1.5s, 1s"})
  void repeatCannotBeShorterThanPoll(String poll, String repeat) {
    Settings settings = new Settings("poll=" + poll, Map.of(), Map.of("ACCEPTLAG_REPEAT", repeat));
    assertEquals(
        List.of(
            "Option repeat is \""
                + repeat
                + "\" in the environment variable ACCEPTLAG_REPEAT, which is shorter than poll."
                + " Give at least the duration of poll. Its default, 30s, stands."),
        settings.problems());
    assertEquals(Duration.ofSeconds(30).toNanos(), settings.configuration().repeatNanos());
  }

  @Test
  void repeatMayBeAsShortAsPollAndPollAsLongAsItsBound() {
    assertEquals(List.of(), Settings.argument("poll=2s,repeat=2s").problems());
    assertEquals(List.of(), Settings.argument("poll=10s").problems());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ports=8080,ports.exclude=8080",
        "ports.exclude=1-65535",
        "ports=8080:9000-9010,ports.exclude=8000-9999"
      })
  void somePortMustRemain(String argument) {
    LoadedConfiguration loaded = Settings.argument(argument).load();
    assertEquals(1, loaded.problems().size());
    String line = loaded.problems().get(0);
    assertTrue(line.startsWith("Option ports.exclude is \""), line);
    assertTrue(
        line.endsWith(
            "\" in the agent argument, which leaves no port to watch. Leave out fewer ports, or set"
                + " enabled=false to watch none. Its default, none, stands."),
        line);
    assertFalse(loaded.configuration().ports().isEmpty());
    assertTrue(loaded.configuration().ports().contains(8080));
  }

  @Test
  void excludedPortsNeedNotBeIncluded() {
    Settings settings = Settings.argument("ports=8000-8010,ports.exclude=8005:9090");
    assertEquals(List.of(), settings.problems());
    assertEquals("8000-8004:8006-8010", settings.configuration().ports().toString());
  }

  @Test
  void somebodyMustBeTold() {
    LoadedConfiguration loaded = Settings.argument("log=none,telemetry=none").load();
    assertEquals(
        List.of(
            "Option log is \"none\" in the agent argument, which with telemetry=none leaves nobody"
                + " to tell. Let one of the two speak, or set enabled=false for no agent at all."
                + " Its default, auto, stands."),
        loaded.problems());
    assertEquals(LogMode.AUTO, loaded.configuration().logMode());
    assertEquals(TelemetryMode.NONE, loaded.configuration().telemetryMode());
  }

  @Test
  void everyMistakeHasItsOwnLine() {
    Settings settings =
        new Settings(
            "poll=1,=5,nonsense,log=jul,log=jul,repeat=1s",
            Map.of("acceptlag.repeat", "overridden", "acceptlag.span.rate", "1", "acceptlag.x", ""),
            Map.of("ACCEPTLAG_NATIVE", "c", "ACCEPTLAG_", "1"));
    assertEquals(8, settings.problems().size(), () -> String.join("\n", settings.problems()));
    assertEquals(Duration.ofSeconds(1).toNanos(), settings.configuration().repeatNanos());
  }

  @Test
  void problemsCannotBeChanged() {
    List<String> problems = Settings.argument("poll=1").problems();
    assertThrows(UnsupportedOperationException.class, problems::clear);
  }

  @Test
  void turkishUserHasTheSameOptions() {
    Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertEquals("ACCEPTLAG_WARN_WAIT", Option.WARN_WAIT.variableName());
      assertEquals(
          Duration.ofSeconds(1).toNanos(),
          Settings.variable("ACCEPTLAG_WARN_WAIT", "1s").configuration().warnWaitNanos());
      assertEquals(List.of(), Settings.variable("ACCEPTLAG_NATIVE", "PROC").problems());
      String line = Settings.variable("ACCEPTLAG_WARN_WIAT", "1s").problems().get(0);
      assertTrue(line.endsWith("the nearest one is ACCEPTLAG_WARN_WAIT."), line);
      assertTrue(
          Settings.argument("log=x").problems().get(0).contains("Give auto, slf4j, log4j2, jul,"));
    } finally {
      Locale.setDefault(locale);
    }
  }
}
