package io.acceptlag.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostileSettingsTest {

  static List<Arguments> escapes() {
    return List.of(
        Arguments.of("a\nWARN forged", "\"a\\nWARN forged\""),
        Arguments.of("a\r\tb", "\"a\\r\\tb\""),
        Arguments.of("a\u001b[31mred", "\"a\\u{1b}[31mred\""),
        Arguments.of("a\0b", "\"a\\u{0}b\""),
        Arguments.of("say \"no\\yes\"", "\"say \\\"no\\\\yes\\\"\""),
        Arguments.of("x | event=slow", "\"x \\u{7c} event=slow\""),
        Arguments.of("200\u00a0ms", "\"200\\u{a0}ms\""),
        Arguments.of("\u202egnol", "\"\\u{202e}gnol\""),
        Arguments.of("a\u2028b\u2029c\u0085d", "\"a\\u{2028}b\\u{2029}c\\u{85}d\""),
        Arguments.of("zero\u200bwidth", "\"zero\\u{200b}width\""),
        Arguments.of("half \ud83d", "\"half \\u{d83d}\""),
        Arguments.of("\udc1b half", "\"\\u{dc1b} half\""),
        Arguments.of("grüße 日本 \ud83d\udc1b", "\"grüße 日本 \ud83d\udc1b\""));
  }

  @ParameterizedTest
  @MethodSource("escapes")
  void unprintableCharactersAreEscapedInValuesAndNames(String text, String quoted) {
    assertEquals(quoted, Quoted.of(text));
    String ofValue = Settings.property("acceptlag.log", text).problems().get(0);
    assertTrue(ofValue.startsWith("Option log is " + quoted + " in the system property"), ofValue);
    String ofName = Settings.argument(text.replace("=", "") + "=1").problems().get(0);
    assertTrue(ofName.contains(quoted.replace("=", "")), ofName);
  }

  @Test
  void longTextIsShortenedWithoutCuttingACharacterInTwo() {
    assertEquals('"' + "x".repeat(60) + '"', Quoted.of("x".repeat(60)));
    assertEquals('"' + "x".repeat(60) + "\"... (61 characters)", Quoted.of("x".repeat(61)));
    String bugs = "\ud83d\udc1b".repeat(100);
    assertEquals('"' + bugs.substring(0, 120) + "\"... (200 characters)", Quoted.of(bugs));
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void veryLongValueGivesAShortLineSoon(Option option) {
    for (String unit : List.of("9", "x", "8080:", "1,", "1.", "\n", "=")) {
      String text = unit.repeat(1_000_000 / unit.length());
      for (Source source : Source.values()) {
        List<String> problems =
            assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> Settings.of(source, option, text).problems());
        for (String line : problems) {
          assertTrue(line.length() < 600, line);
        }
      }
    }
  }

  @Test
  void veryLongAndVeryManyNamesEndSoon() {
    String longName = "warn.wait".repeat(100_000);
    String manyNames =
        IntStream.range(0, 10_000).mapToObj(i -> "x" + i + "=1").collect(Collectors.joining(","));
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          String line = Settings.argument(longName + "=1").problems().get(0);
          assertTrue(line.contains("the options are enabled,"), line);
          assertEquals(10_000, Settings.argument(manyNames).problems().size());
        });
  }

  @Test
  void noDigitsButThoseOfAscii() {
    for (String text : List.of("\u0661\u0662ms", "\uff11\uff10\uff10ms", "\u0967s")) {
      assertEquals(1, Settings.argument("poll=" + text).problems().size());
      assertEquals(1, Settings.argument("ports=" + text.replaceAll("m?s", "")).problems().size());
    }
  }

  @Test
  void whateverIsSetAConfigurationComesOut() {
    Random random = new Random(8080);
    List<String> pieces =
        List.of(
            "poll",
            "warn.wait",
            "ports",
            "ports.exclude",
            "span.rate",
            "log",
            "none",
            "telemetry",
            "=",
            "=",
            "=",
            ",",
            ",",
            ":",
            "-",
            "/",
            ".",
            "1",
            "65535",
            "ms",
            "s",
            " ",
            "\n",
            "\0",
            "\ud83d",
            "İ",
            "acceptlag.",
            "\"",
            "|");
    List<String> options = Stream.of(Option.values()).map(Option::propertyName).toList();
    for (int round = 0; round < 20_000; round++) {
      String text =
          random
              .ints(random.nextInt(12), 0, pieces.size())
              .mapToObj(pieces::get)
              .collect(Collectors.joining());
      Map<String, String> properties = new HashMap<>();
      String option = options.get(random.nextInt(options.size()));
      properties.put(option, text);
      LoadedConfiguration loaded = new Settings(text, properties, Map.of()).load();
      assertSane(loaded.configuration(), text);
      for (String line : loaded.problems()) {
        assertTrue(line.endsWith("."), line);
        assertTrue(line.codePoints().noneMatch(Character::isISOControl), line);
      }
    }
  }

  private static void assertSane(Configuration configuration, String text) {
    assertTrue(configuration.pollNanos() >= 10_000_000, text);
    assertTrue(configuration.repeatNanos() >= configuration.pollNanos(), text);
    assertTrue(configuration.warnWaitNanos() >= 1_000_000, text);
    assertTrue(configuration.spanWaitNanos() >= 1_000_000, text);
    assertTrue(configuration.spansPerSecond() >= 0, text);
    assertTrue(configuration.warnQueueShare() > 0, text);
    assertFalse(configuration.ports().isEmpty(), text);
  }
}
