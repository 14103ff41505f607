package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is wrong is found: a verdict that accepts anything would leave each server right. */
class FieldVerdictTest {
  private static final String CAPPED =
      "INFO the backlog was cut | listener=[::]:80 event=backlog_capped requested=5000 limit=4096";

  @Test
  void whatAClientWaitedMayBeSaid() {
    assertRight(
        FieldVerdict.ofSilence(
            lines(
                "INFO acceptlag 0.1.0 watches 4 of 4 accept paths",
                CAPPED,
                "WARN slow | listener=[::]:80 event=slow queue=1/50 oldest_ms=301 cause=unknown",
                "WARN was slow | listener=[::]:80 event=slow queue=0/50 wait_p99_ms=301"
                    + " cause=unknown",
                "INFO again | listener=[::]:80 event=recovered wait_max_ms=308 cause=unknown"),
            300));
  }

  @Test
  void whatNobodyWaitedIsWrong() {
    for (String key : List.of("oldest_ms", "wait_p99_ms", "wait_max_ms")) {
      assertWrong(
          "healthy server",
          FieldVerdict.ofSilence(lines("WARN slow | event=slow " + key + "=400"), 300));
    }
    assertWrong(
        "healthy server", FieldVerdict.ofSilence(lines("WARN slow | event=slow oldest_ms=1"), 199));
  }

  @Test
  void whatSpeaksOfNoWaitIsWrong() {
    assertWrong(
        "healthy server",
        FieldVerdict.ofSilence(
            lines("WARN fails | destination=127.0.0.1:9 event=connect_failed failures=1"), 300));
    assertWrong(
        "healthy server",
        FieldVerdict.ofSilence(lines("WARN not seen | listener=[::]:80 event=not_hooked"), 300));
    assertWrong(
        "healthy server", FieldVerdict.ofSilence(lines("WARN telemetry is not taken"), 300));
    assertWrong("alarms", FieldVerdict.ofSilence(lines("WARN acceptlag is not well"), 300));
  }

  @Test
  void startingIsNoWarning() {
    String starting = " starts | listener=[::]:80 event=slow oldest_ms=900 cause=starting";
    assertRight(FieldVerdict.ofSilence(lines("INFO" + starting), 0));
    assertWrong("healthy server", FieldVerdict.ofSilence(lines("WARN" + starting), 1_000));
  }

  @Test
  void aCutBacklogIsSaidOnceForEachListener() {
    String other = CAPPED.replace(":80", ":81");
    assertRight(FieldVerdict.ofOthers(lines(CAPPED, other)));
    assertWrong("2 times", FieldVerdict.ofOthers(lines(CAPPED, other, other)));
    assertWrong("2 times", FieldVerdict.ofSilence(lines(CAPPED, CAPPED), 0));
    assertWrong("alarms", FieldVerdict.ofSilence(lines(CAPPED.replace("INFO", "WARN")), 0));
  }

  @Test
  void nothingElseIsSaidOfOtherListeners() {
    assertWrong("without clients", FieldVerdict.ofOthers(lines(CAPPED.replace("INFO", "WARN"))));
    assertWrong(
        "without clients",
        FieldVerdict.ofOthers(lines("WARN slow | listener=[::]:81 event=slow oldest_ms=201")));
  }

  @Test
  void aBacklogThatIsTooSmallGetsANumber() {
    String raise = "WARN Raise acceptCount %s | event=cause cause=backlog_too_small";
    assertRight(FieldVerdict.ofBurst(lines(raise.formatted("to at least 512")), 500, 400, 17));
    assertWrong(
        "no number", FieldVerdict.ofBurst(lines(raise.formatted("above 16")), 500, 400, 17));
    assertWrong(
        "advises 256",
        FieldVerdict.ofBurst(lines(raise.formatted("to at least 256")), 500, 400, 17));
  }

  private static List<LogLine> lines(String... texts) {
    return Stream.of(texts)
        .map(text -> LogLine.parse("[acceptlag] " + text).orElseThrow())
        .toList();
  }

  private static void assertRight(List<String> wrong) {
    assertEquals(List.of(), wrong);
  }

  private static void assertWrong(String what, List<String> wrong) {
    assertEquals(1, wrong.size(), wrong::toString);
    assertTrue(wrong.get(0).contains(what), wrong::toString);
  }
}
