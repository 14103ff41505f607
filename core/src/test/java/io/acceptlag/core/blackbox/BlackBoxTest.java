package io.acceptlag.core.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a black box keeps, for how long, and what is left of it when it is damaged. */
class BlackBoxTest {
  private static final long START_SECONDS = 1_800_000_000;
  private static final int DAY = 24 * 60 * 60;

  private final BlackBox box = new BlackBox(this::millis, Map.of("version", "1.2.3"));
  private final Row row = new Row();
  private long seconds = START_SECONDS;

  private long millis() {
    return seconds * 1000;
  }

  @Test
  void keepsTenMinutesByTheSecondAndTheDayByTheMinute() {
    for (int i = 0; i <= DAY + 3 * 3600; i++) {
      second(i % 60 + 1);
    }
    Image image = Image.of(box.image(null));
    assertEquals("1.2.3", image.head("version"));
    assertSpans(image, Resolution.SECOND, 600, 1);
    assertSpans(image, Resolution.TEN_SECONDS, 720, 10);
    assertSpans(image, Resolution.MINUTE, 1440, 60);
    Row minute = image.frames(Resolution.MINUTE).get(700).rows().get(0);
    assertEquals("0.0.0.0:8080", minute.listener());
    assertEquals(60, minute.figures().get(Figure.QUEUE));
    assertEquals(60 * 61 / 2, minute.figures().get(Figure.ACCEPTS));
    assertEquals(60, minute.waits()[7]);
    assertEquals(60_000, image.frames(Resolution.MINUTE).get(700).host().get(HostFigure.LENGTH_MS));
    assertEquals(Figures.UNKNOWN, minute.figures().get(Figure.UNSERVED));
  }

  private static void assertSpans(Image image, Resolution resolution, int count, int seconds) {
    List<Frame> frames = image.frames(resolution);
    assertEquals(count, frames.size());
    for (int i = 1; i < count; i++) {
      assertEquals(
          seconds,
          frames.get(i).startSeconds() - frames.get(i - 1).startSeconds(),
          resolution.name());
    }
  }

  /** Of 5,000 listeners the worst, and the totals of all. */
  @Test
  void keepsTheWorstOfMany() {
    box.isSecondOver(0);
    seconds++;
    assertTrue(box.isSecondOver(0));
    for (int i = 0; i < 5000; i++) {
      row.of("10.0.0.1:" + i).figures().set(Figure.ACCEPTS, 1).set(Figure.DROPS, i == 4321 ? 3 : 0);
      row.waits()[0] = 1;
      box.add(row);
      box.host().merge(HostFigure.ACCEPTS, 1);
    }
    box.host().set(HostFigure.BUSY_LISTENERS, 5000);
    box.endSecond();
    Frame frame = Image.of(box.image(null)).frames(Resolution.SECOND).get(0);
    assertEquals("10.0.0.1:4321", frame.rows().get(0).listener());
    assertTrue(frame.rows().size() > 20, "" + frame.rows().size());
    assertEquals(5000 - frame.rows().size(), frame.host().get(HostFigure.LEFT_OUT));
    assertEquals(5000, frame.host().get(HostFigure.ACCEPTS));
  }

  @Test
  void isLessThanTwoMebibytes() {
    assertTrue(Image.BYTES < 2 * 1024 * 1024, "" + Image.BYTES);
  }

  /** As a file has it that was written piece by piece. */
  @Test
  void whatChangesMakesTheSameImage() {
    second(1);
    report("before");
    byte[][] file = new byte[1][];
    file[0] =
        box.image(
            (offset, bytes, from, length) ->
                System.arraycopy(bytes, from, file[0], offset, length));
    for (int i = 0; i < 150; i++) {
      second(i);
    }
    report("after");
    assertArrayEquals(box.image(null), file[0]);
    assertEquals(List.of("before", "after"), sentences(Image.of(file[0])));
  }

  @Test
  void keepsAsManyReportsAsFitTheLatestOnes() {
    for (int i = 0; i < 3000; i++) {
      report("Report " + i);
    }
    List<String> kept = sentences(Image.of(box.image(null)));
    assertTrue(kept.size() > 500, "" + kept.size());
    for (int i = 0; i < kept.size(); i++) {
      assertEquals("Report " + (3000 - kept.size() + i), kept.get(i));
    }
  }

  /** A server that was killed is started again before anybody looks. */
  @Test
  void goesOnWithWhatAnEarlierRunHasLeft() {
    second(1);
    report("of the earlier run");
    Image left = Image.of(box.image(null));
    seconds += 5;
    BlackBox next = new BlackBox(this::millis, Map.of());
    next.isSecondOver(0);
    seconds++;
    next.isSecondOver(0);
    next.endSecond();
    next.report(reportOf("of this run"));
    next.restore(left);
    Image image = Image.of(next.image(null));
    assertEquals(List.of("of the earlier run", "of this run"), sentences(image));
    assertEquals(2, image.frames(Resolution.SECOND).size());
    next.report(reportOf("later"));
    assertEquals(
        List.of("of the earlier run", "of this run", "later"),
        sentences(Image.of(next.image(null))));
  }

  /** SIGKILL may come in the middle of a write. */
  @Test
  void losesNoMoreThanWhatWasHalfWritten() {
    for (int i = 0; i < 10; i++) {
      second(1);
    }
    report("one");
    report("two");
    byte[] image = box.image(null);
    int slot = Resolution.SECOND.slotOf(START_SECONDS + 3);
    image[Image.offset(Resolution.SECOND) + slot * Resolution.SECOND.slotBytes() + 9] ^= 1;
    image[Image.ENTRIES + 40] ^= 1;
    assertEquals(9, Image.of(image).frames(Resolution.SECOND).size());
    assertEquals(List.of("two"), sentences(Image.of(image)));
  }

  @Test
  void whatIsNoBlackBoxIsRefusedInOneSentence() {
    byte[] image = box.image(null);
    assertRefused("it is empty", new byte[0]);
    assertRefused(
        "it is no black box of acceptlag",
        "INFO Shop is open\n".getBytes(StandardCharsets.US_ASCII));
    assertRefused("it is no black box of acceptlag", Arrays.copyOf(image, 5));
    assertRefused(
        "it is cut short: it has 70000 of " + Image.BYTES + " bytes", Arrays.copyOf(image, 70_000));
    String head = new String(image, 0, 60, StandardCharsets.US_ASCII);
    int at = head.indexOf("format=1") + "format=".length();
    image[at] = '9';
    assertRefused(
        "it was written by acceptlag 1.2.3, in format 9; this one reads format 1."
            + " Take the jar that wrote it",
        image);
  }

  private static void assertRefused(String sentence, byte[] bytes) {
    assertEquals(
        sentence, assertThrows(IllegalArgumentException.class, () -> Image.of(bytes)).getMessage());
  }

  /** A file comes from wherever: nothing in it may bring the reader down. */
  @Test
  void whateverIsInItIsRead() {
    second(1);
    report("one");
    byte[] image = box.image(null);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] payload = new byte[200];
      random.nextBytes(payload);
      Frame.read(new Bytes(payload, 0, payload.length));
      Entry.read(new Bytes(payload, 0, payload.length));
      byte[] damaged = image.clone();
      for (int j = 0; j < 2000; j++) {
        damaged[512 + random.nextInt(damaged.length - 512)] = (byte) random.nextInt();
      }
      Image.of(damaged).entries();
      Image.of(damaged).frames(Resolution.SECOND);
    }
  }

  /** One second passes, in which so many connections waited and were taken. */
  private void second(int connections) {
    box.isSecondOver(0);
    seconds++;
    assertTrue(box.isSecondOver(0));
    row.of("0.0.0.0:8080").figures().set(Figure.QUEUE, connections).set(Figure.LIMIT, 100);
    row.figures().set(Figure.ACCEPTS, connections);
    row.waits()[7] = 1;
    box.add(row);
    box.host().set(HostFigure.LENGTH_MS, 1000).set(HostFigure.GC_MS, 3);
    box.endSecond();
  }

  /**
   * As after a pause of two seconds: the last poll was before it, and so the trouble began then.
   */
  @Test
  void aTroubleBeganWhenItBeganHoweverLateItIsReported() {
    box.report(troubleOf(4_500_000_000L));
    box.isSecondOver(5_000_000_000L);
    seconds += 2;
    box.report(troubleOf(4_500_000_000L));
    List<Entry> entries = Image.of(box.image(null)).entries();
    assertEquals(START_SECONDS * 1000, entries.get(0).number(Entry.Part.START_MS), "no poll yet");
    assertEquals(START_SECONDS * 1000 - 500, entries.get(1).number(Entry.Part.START_MS));
    assertEquals(START_SECONDS * 1000 + 700, entries.get(1).number(Entry.Part.END_MS));
    assertEquals(START_SECONDS * 1000 + 2000, entries.get(1).number(Entry.Part.AT_MS));
  }

  private static Report troubleOf(long startNanos) {
    return new Report.Builder(
            Severity.WARN, Event.SLOW, Subject.listener(LocalAddress.ofIpv4(0, 8080)), "slow")
        .of(
            new Trouble() {
              @Override
              public long startNanos() {
                return startNanos;
              }

              @Override
              public long endNanos() {
                return startNanos + 1_200_000_000L;
              }
            })
        .build();
  }

  private void report(String sentence) {
    box.report(reportOf(sentence));
  }

  private static Report reportOf(String sentence) {
    Subject subject = Subject.listener(LocalAddress.ofIpv4(0, 8080));
    return new Report.Builder(Severity.WARN, Event.SLOW, subject, sentence).build();
  }

  private static List<String> sentences(Image image) {
    return image.entries().stream()
        .map(entry -> entry.get(Entry.Part.LINE).split(" \\| ", -1)[0])
        .toList();
  }
}
