package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogLineTest {
  @Test
  void splitsSentenceAndPairs() {
    LogLine line =
        LogLine.parse(
                "[acceptlag] WARN 0.0.0.0:8080 asked for 1024 | got 128: limit=128 here"
                    + " | listener=0.0.0.0:8080 event=backlog_capped limit=128")
            .orElseThrow();
    assertEquals("WARN", line.level());
    assertEquals("0.0.0.0:8080 asked for 1024 | got 128: limit=128 here", line.sentence());
    assertEquals(List.of("listener", "event", "limit"), List.copyOf(line.values().keySet()));
    assertTrue(line.is("backlog_capped"));
    assertTrue(line.isOf(8080));
    assertFalse(line.isOf(80));
    assertEquals(128, line.number("limit"));
  }

  @Test
  void knowsALineThatIsTooLong() {
    String sentence = "[acceptlag] WARN " + "x".repeat(299);
    String pairs = " | listener=0.0.0.0:8080 event=slow";
    assertFalse(LogLine.parse(sentence + pairs).orElseThrow().isTooLong());
    assertTrue(LogLine.parse(sentence + "x" + pairs).orElseThrow().isTooLong());
  }

  @Test
  void takesALineWithoutPairs() {
    LogLine line =
        LogLine.parse("[acceptlag] INFO acceptlag 0.1.0 watches 4 of 4 accept paths").orElseThrow();
    assertEquals("acceptlag 0.1.0 watches 4 of 4 accept paths", line.sentence());
    assertEquals(Map.of(), line.values());
    assertFalse(line.isOf(8080));
  }

  @Test
  void leavesOthersLinesAlone() {
    assertEquals(Optional.empty(), LogLine.parse("WARNING: a restricted method was called"));
  }
}
