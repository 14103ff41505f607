package io.acceptlag.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignTextTest {
  static List<Arguments> names() {
    return List.of(
        Arguments.of("http-nio-8080-exec-1", "http-nio-8080-exec-1"),
        Arguments.of("grüße 日本 \ud83d\udc1b", "grüße 日本 \ud83d\udc1b"),
        Arguments.of(
            "kafka-producer-network-thread | producer-1",
            "kafka-producer-network-thread / producer-1"),
        Arguments.of(
            "GET /x?q= | event=recovered incident=1", "GET /x?q: / event:recovered incident:1"),
        Arguments.of("a\" holds. \"b", "a' holds. 'b"),
        Arguments.of("a\nWARN\r\tb", "a WARN  b"),
        Arguments.of("a\u001b[31mb\0c\u0085d\u2028e\u2029f", "a [31mb c d e f"),
        Arguments.of("\ufeffz\u200b\u202eg\u2066n\u061c\udb40\udc41l\u00ad", "zgnl"),
        // Log4j 2 before 2.15 resolves it, whoever wrote it into the message.
        Arguments.of("${jndi:ldap://x}", "$(jndi:ldap://x}"),
        Arguments.of("$\u200b{jndi:ldap://x}", "$(jndi:ldap://x}"),
        Arguments.of("half \ud83d", "half ?"),
        Arguments.of("\udc1b half", "? half"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatCouldForgeALineIsReplacedByWhatLooksAlike(String name, String shown) {
    assertEquals(shown, ForeignText.name(name));
    assertEquals('"' + shown + '"', ForeignText.quoted(name));
  }

  @Test
  void longNamesAreCutBetweenCharacters() {
    assertEquals("x".repeat(100), ForeignText.name("x".repeat(100)));
    assertEquals("x".repeat(100) + "…", ForeignText.name("x".repeat(10_000_000)));
    assertEquals("x".repeat(99) + "…", ForeignText.name("x".repeat(99) + "\ud83d\udc1b".repeat(3)));
  }

  @Test
  void messagesAreLongerAndKeepTheirEqualsSigns() {
    assertEquals("-Dx=y is 'odd' / a=b ", ForeignText.message("-Dx=y is \"odd\" | a=b\n"));
    assertEquals("x".repeat(200) + "…", ForeignText.message("x".repeat(201)));
  }

  @Test
  void aLineEndsWhereItShould() {
    String line = "Thread \"a\" is slow | listener=0.0.0.0:80 event=slow";
    assertEquals(line, ForeignText.onOneLine(line));
    assertEquals("a b c grün", ForeignText.onOneLine("a\nb\u2028c\u202e grün"));
  }

  /** Whatever the values are, the documented way to split a line gives back the keys. */
  @Test
  void noValueCanBeTakenForAnotherPair() {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("plain", "[::1]:8080");
    pairs.put("empty", "");
    pairs.put("spaced", "two words");
    pairs.put("forged", "x | event=recovered \"y\" z=1\nq");
    assertEquals(
        "It is slow | plain=[::1]:8080 empty=\"\" spaced=\"two words\""
            + " forged=\"x / event:recovered 'y' z:1 q\"",
        LogText.line("It is slow", pairs));
  }

  @Test
  void everyHiddenCharacterIsSeenAsSuch() {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      int type = Character.getType(character);
      if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR
          || type == Character.SURROGATE) {
        assertTrue(ForeignText.isHidden(character), Integer.toHexString(character));
      }
    }
  }
}
