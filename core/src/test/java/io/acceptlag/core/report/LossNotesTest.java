package io.acceptlag.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.LossCounter;
import io.acceptlag.core.kernel.Losses;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossNotesTest {
  private static final long SECOND = 1_000_000_000L;

  private final Map<LossCounter, Long> totals = new EnumMap<>(LossCounter.class);
  private final List<String> lines = new ArrayList<>();
  private final LossNotes notes =
      new LossNotes(() -> new Losses(totals, -1), report -> lines.add(report.line(null, false)));

  LossNotesTest() {
    for (LossCounter counter : LossCounter.values()) {
      totals.put(counter, 100L);
    }
  }

  @Test
  void whereNothingMovedTheReportStaysAsItIs() {
    notes.poll(0);
    notes.poll(20 * SECOND);
    report(Severity.WARN, 15 * SECOND);
    assertEquals(List.of("it is slow. | listener=10.0.0.1:80 event=slow"), lines);
  }

  @Test
  void whatMovedSinceTheReadingBeforeTheTrouble() {
    notes.poll(0);
    totals.merge(LossCounter.CONNTRACK_DROPS, 5L, Long::sum);
    notes.poll(10 * SECOND);
    totals.merge(LossCounter.CONNTRACK_DROPS, 12L, Long::sum);
    totals.merge(LossCounter.PAWS_ESTABLISHED, 3L, Long::sum);
    totals.merge(LossCounter.TIME_WAIT_OVERFLOW, 8L, Long::sum);
    notes.poll(24 * SECOND);
    report(Severity.WARN, 15 * SECOND);
    assertEquals(
        List.of(
            "it is slow. Meanwhile, within 14.0 s, conntrack dropped 12 packets, the kernel dropped"
                + " 3 packets for their timestamps (PAWS). | listener=10.0.0.1:80 event=slow"
                + " conntrack_drops=12 paws_drops=3"),
        lines);
  }

  @Test
  void singularForOnePacket() {
    notes.poll(0);
    totals.merge(LossCounter.CONNTRACK_DROPS, 1L, Long::sum);
    totals.merge(LossCounter.PAWS_ESTABLISHED, 1L, Long::sum);
    notes.poll(20 * SECOND);
    report(Severity.WARN, 15 * SECOND);
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "it is slow. Meanwhile, within 20.0 s, conntrack dropped 1 packet, the kernel"
                    + " dropped 1 packet for its timestamps (PAWS). |"),
        lines.get(0));
  }

  /** What else happened does not push out what to do about it. */
  @Test
  void theRemedyStaysWhereTheLineIsFull() {
    String remedy = "Raise net.ipv4.ip_local_port_range.";
    notes.poll(0);
    totals.merge(LossCounter.CONNTRACK_DROPS, 5L, Long::sum);
    report(Severity.WARN, SECOND, "It is slow. " + "And this was seen of it. ".repeat(10) + remedy);
    String sentence = lines.get(0).substring(0, lines.get(0).indexOf(" | "));
    assertTrue(sentence.endsWith(remedy + " Meanwhile, conntrack dropped 5 packets."), sentence);
    assertTrue(sentence.startsWith("It is slow. And this was seen of it."), sentence);
    assertTrue(sentence.length() < 300, sentence);
  }

  /** Its figures are those of the trouble; that it is over is no moment to speak of more. */
  @Test
  void notAtTheEnd() {
    notes.poll(0);
    totals.merge(LossCounter.CONNTRACK_DROPS, 5L, Long::sum);
    report(Severity.INFO, SECOND);
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).startsWith("it is slow. | "), lines.get(0));
  }

  @Test
  void whatCannotBeReadHasNotMoved() {
    totals.clear();
    notes.poll(0);
    totals.put(LossCounter.CONNTRACK_DROPS, 5L);
    report(Severity.WARN, SECOND);
    assertTrue(lines.get(0).startsWith("it is slow. | "), lines.get(0));
  }

  private void report(Severity severity, long startNanos) {
    report(severity, startNanos, "it is slow.");
  }

  private void report(Severity severity, long startNanos, String sentence) {
    LocalAddress address = new LocalAddress("10.0.0.1", 80, false);
    Trouble trouble =
        new Trouble() {
          @Override
          public long startNanos() {
            return startNanos;
          }

          @Override
          public long endNanos() {
            return startNanos;
          }
        };
    notes.report(
        new Report.Builder(severity, Event.SLOW, Subject.listener(address), sentence)
            .of(trouble)
            .build());
  }
}
