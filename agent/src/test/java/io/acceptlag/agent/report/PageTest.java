package io.acceptlag.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.blackbox.BlackBox;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.HostFigure;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Row;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the page has, how large it is, and that nothing in it is more than text. */
class PageTest {
  private static final String EVIL =
      "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='x'&amp;";
  private static final long START_SECONDS = 1_800_000_000;

  private final BlackBox box = new BlackBox(this::millis, Map.of("version", EVIL, "java", EVIL));
  private final Row row = new Row();
  private long seconds = START_SECONDS;

  private long millis() {
    return seconds * 1000;
  }

  /** Whoever names a thread, a class or a listener would otherwise write the page. */
  @Test
  void whatOthersChoseStaysText() throws Exception {
    second(1, EVIL);
    Subject subject = Subject.listener(new LocalAddress(EVIL, 1, false));
    box.report(new Report.Builder(Severity.WARN, Event.SLOW, subject, EVIL).build());
    String html = page(EVIL).html();
    assertEquals(2, count(html, "<script"));
    assertEquals(2, count(html, "</script>"));
    assertEquals(0, count(html, "<img"));
    assertTrue(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)"), html);
    // Nothing in it is a quotation mark that would end an attribute.
    String markup = html.substring(0, html.indexOf("<script"));
    assertFalse(markup.contains("\" onload="), markup);
  }

  @Test
  void loadsNothingFromAnywhere() throws Exception {
    second(1, "0.0.0.0:8080");
    String html = page("x").html().replace("http://www.w3.org/2000/svg", "");
    assertFalse(html.contains("http:") || html.contains("https:"), "an address");
    assertTrue(html.contains("default-src 'none'"), "its policy");
  }

  @Test
  void aBusyDayOfManyListenersIsBelowOneMegabyte() throws Exception {
    for (int i = 0; i < 24 * 60 * 60; i++) {
      second(20, "10.11.12.13:8080");
    }
    Page page = page("x");
    int bytes = page.html().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < 1_000_000, "" + bytes);
    assertEquals(20, page.listeners());
    assertTrue(page.html().contains("Left out, so that this page stays below 1 MB: "), "is said");
  }

  /** As many reports as the box holds, beside it. */
  @Test
  void aDayOfTroubleIsBelowOneMegabyte() throws Exception {
    String words = " is slow to accept: 4 connections wait (room for 51), the oldest for 284 ms.";
    for (int i = 0; i < 24 * 60 * 60; i++) {
      second(20, "10.11.12.13:8080");
      if (i % 60 == 0) {
        Subject subject = Subject.listener(new LocalAddress("10.11.12.13", 8080, false));
        String thread =
            " Thread \"shop-acceptor-" + i + "\" is in Shop.meet, asleep, in 2 samples.";
        box.report(
            new Report.Builder(Severity.WARN, Event.SLOW, subject, subject + words + thread)
                .build());
      }
    }
    Page page = page("x");
    String html = page.html();
    int bytes = html.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < 1_000_000, "" + bytes);
    assertTrue(page.troubles() > 500, "" + page.troubles());
    assertTrue(html.contains(" listeners with less trouble."), "is said");
    assertTrue(html.contains("Left out, so that this page stays below 1 MB: the oldest "), "both");
  }

  /** A browser may not know the zone. */
  @Test
  void hasTheOffsetsOfItsZone() throws Exception {
    // Summer time ends in Berlin, an hour after the beginning.
    seconds = Instant.parse("2026-10-25T00:00:00Z").getEpochSecond();
    final long begin = seconds;
    for (int i = 0; i < 2 * 60 * 60; i++) {
      second(1, "0.0.0.0:8080");
    }
    String both = "\"offsets\":[[" + begin + ",7200],[" + (begin + 3600) + ",3600]],";
    assertTrue(page("x").html().contains(both), both);
    String fixed = "\"offsets\":[[" + begin + ",7200]],";
    assertTrue(page("x", ZoneId.of("GMT+02:00")).html().contains(fixed), fixed);
  }

  private Page page(String source) {
    return page(source, ZoneId.of("Europe/Berlin"));
  }

  private Page page(String source, ZoneId zone) {
    return new Page(Image.of(box.image(null)), source, zone, millis());
  }

  private void second(int listeners, String listener) {
    box.isSecondOver(0);
    seconds++;
    assertTrue(box.isSecondOver(0));
    for (int i = 0; i < listeners; i++) {
      row.of(listener + (i == 0 ? "" : i)).figures().set(Figure.QUEUE, i).set(Figure.LIMIT, 100);
      row.figures().set(Figure.ACCEPTS, seconds % 1000).set(Figure.DROPS, seconds % 7);
      row.waits()[(int) (seconds % 40)] = 1;
      row.waits()[3] = 12;
      row.firstReads()[0] = 3;
      box.add(row);
    }
    box.host().set(HostFigure.LENGTH_MS, 1000).set(HostFigure.GC_MS, seconds % 100);
    box.endSecond();
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }
}
