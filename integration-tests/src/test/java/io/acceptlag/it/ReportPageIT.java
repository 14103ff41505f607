package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a real incident in a browser: by keyboard, by screen reader, printed, on a phone. */
class ReportPageIT {
  private static final String PATH = "serversocket";
  private static final String OTHER = "channel-selector";

  /** The default backlog and one more. */
  private static final int ROOM = 51;

  private static final int TURNED_AWAY = 3;

  /** Its name, and whether it is seen to have the focus. */
  private static final String FOCUS =
      """
      (function () {
        const e = document.activeElement, s = getComputedStyle(e);
        if (e === document.body) return 'body';
        const ring = e.matches('svg *')
          ? parseFloat(getComputedStyle(e.querySelector('rect')).strokeWidth) >= 2
          : s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
        const name = e.getAttribute('aria-label') || e.id || e.textContent;
        return e.tagName.toLowerCase() + ' ' + name + (ring ? '' : ' WITHOUT FOCUS');
      })()""";

  /** What reaches out of the window, is too small, or whose text is cut; a line each. */
  private static final String MISFITS =
      """
      (function () {
        const out = [], width = document.documentElement.clientWidth;
        function name(e) { return e.tagName + ' ' + (e.id || e.textContent.slice(0, 40)); }
        if (document.documentElement.scrollWidth > width) {
          out.push('the page, ' + document.documentElement.scrollWidth + ' of ' + width);
          document.querySelectorAll('main *').forEach(function (e) { if (e.scrollWidth > width) out.push(name(e) + ' needs ' + e.scrollWidth); });
        }
        document.querySelectorAll('main *').forEach(function (e) {
          const box = e.getBoundingClientRect();
          if (box.width && (box.left < -1 || box.right > width + 1)) out.push(name(e) + ' from ' + box.left + ' to ' + box.right);
        });
        document.querySelectorAll('button, select, summary').forEach(function (e) {
          const box = e.getBoundingClientRect();
          if (box.width && box.height < 24) out.push(name(e) + ' is ' + box.height + ' high');
        });
        document.querySelectorAll('svg').forEach(function (e) {
          const size = 11 * e.getBoundingClientRect().width / e.viewBox.baseVal.width;
          if (size < 9) out.push(e.parentNode.id + ' has letters of ' + size);
        });
        return out.join('\\n');
      })()""";

  /** Texts whose contrast is too low (WCAG AA); a line each. */
  private static final String PALE =
      """
      (function () {
        function channels(colour) { return colour.match(/[\\d.]+/g).map(Number); }
        function light(colour) {
          const c = channels(colour).slice(0, 3).map(function (v) { v /= 255; return v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); });
          return .2126 * c[0] + .7152 * c[1] + .0722 * c[2];
        }
        function behind(e) {
          for (; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor, c = channels(colour);
            if (c.length < 4 || c[3] > 0) return colour;
          }
          return 'rgb(255, 255, 255)';
        }
        const out = new Set();
        document.querySelectorAll('main *').forEach(function (e) {
          if (!Array.from(e.childNodes).some(function (n) { return n.nodeType === 3 && n.textContent.trim(); })) return;
          const style = getComputedStyle(e), colour = e.tagName === 'text' ? style.fill : style.color;
          const a = light(colour), b = light(behind(e));
          const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          if (contrast < 4.5) out.add(e.tagName + ' ' + e.textContent.slice(0, 30) + ' ' + colour + ' on ' + behind(e) + ': ' + contrast.toFixed(1));
        });
        return Array.from(out).join('\\n');
      })()""";

  @TempDir private static Path folder;
  private static Browser browser;
  private static int port;
  private static int otherPort;
  private static LogLine recovered;

  /** On a busy machine the exchanges before it may be some, too. */
  private static long incidents;

  @BeforeAll
  static void open() throws Exception {
    Missing.skipIf("The page of a black box in a browser", Browser.unavailability());
    Path page = folder.resolve("page.html");
    Path box = folder.resolve("shop.box");
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(Jdks.need(17)).agent("log=stderr,blackbox=" + box).expectTrouble(),
            PATH,
            OTHER)) {
      port = server.port(PATH);
      otherPort = server.port(OTHER);
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.exchange();
      server.holdWhile(PATH, ROOM, () -> overflow(server));
      recovered = server.jvm().awaitLog("recovery", ReportPageIT::endsTheOverflow, EchoServer.SOON);
      Await.until(
          "an incident that has ended in " + box,
          EchoServer.SOON,
          () ->
              new String(Files.readAllBytes(box), StandardCharsets.ISO_8859_1)
                  .contains("accepts again after"));
      server.quit();
      incidents =
          server.jvm().log().stream()
              .map(line -> line.values().get("incident"))
              .filter(Objects::nonNull)
              .distinct()
              .count();
    }
    Commands.run(0, "report", box.toString(), "-o", page.toString());
    browser = Browser.open(page, folder.resolve("profile"));
  }

  /** Takes longer than the 200 ms from which a wait counts. */
  private static void overflow(EchoServer server) throws Exception {
    for (int i = 0; i < TURNED_AWAY; i++) {
      try (Socket client = new Socket()) {
        assertThrows(SocketTimeoutException.class, () -> client.connect(Loopback.ipv4(port), 300));
      }
    }
    server
        .jvm()
        .awaitLog("overflow", line -> line.is("overflow") && line.isOf(port), EchoServer.SOON);
  }

  private static boolean endsTheOverflow(LogLine line) {
    return line.is("recovered") && line.isOf(port) && line.number("overflows") > 0;
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  private static void show(String media, String scheme, int width, boolean mobile)
      throws Exception {
    browser.call(
        "Emulation.setEmulatedMedia",
        "{\"media\":\""
            + media
            + "\",\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
            + scheme
            + "\"}]}");
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":"
            + width
            + ",\"height\":800,\"deviceScaleFactor\":1,\"mobile\":"
            + mobile
            + "}");
    browser.evaluate("dispatchEvent(new Event('resize'))");
  }

  @Test
  void byKeyboard() throws Exception {
    show("screen", "light", 1200, false);
    browser.evaluate("scrollTo(0, 0) || document.activeElement.blur()");
    List<String> reached = new ArrayList<>();
    do {
      browser.press("Tab", 9, "");
      reached.add(browser.evaluate(FOCUS));
    } while (!reached.get(reached.size() - 1).equals("body") && reached.size() < 50);
    String all = String.join("\n", reached);
    assertFalse(all.contains("WITHOUT FOCUS"), all);
    for (String expected :
        List.of(
            "select listener",
            "button All",
            "button Zoom in",
            "button Earlier",
            "div Bands on one time axis",
            "g \\w+ \\d+ \\w+ \\d+ [\\d:]+, " + theIncident() + ", cause ",
            "summary \\w+ \\d+ ")) {
      assertTrue(Pattern.compile("(?m)^" + expected).matcher(all).find(), expected + " in " + all);
    }

    for (String key : List.of("Enter", " ")) {
      browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)");
      browser.evaluate("document.querySelector('#bands [role=button]').focus()");
      browser.press(key, key.equals(" ") ? 32 : 13, key.equals(" ") ? " " : "\r");
      assertEquals("true", browser.evaluate("document.activeElement.closest('details').open"), key);
      assertEquals("SUMMARY", browser.evaluate("document.activeElement.tagName"), key);
    }

    String axis = "document.querySelector('#band-axis svg').getAttribute('aria-label')";
    String before = browser.evaluate(axis);
    browser.evaluate("document.querySelector('[aria-label=\"Zoom in\"]').focus()");
    browser.press("Enter", 13, "\r");
    assertNotEquals(before, browser.evaluate(axis));
    browser.evaluate("document.querySelector('#bands').focus()");
    browser.press("0", 48, "0");
    assertEquals(before, browser.evaluate(axis));
    browser.press("ArrowRight", 39, "");
    assertTrue(
        Pattern.matches(
            "(?s)\\w+ \\d+ \\w+ ?,? [\\d:]+ · .*",
            browser.evaluate("document.getElementById('at').textContent")),
        "what was at a time");
  }

  @Test
  void theBandsShowTheFiguresOfTheLastLine() throws Exception {
    show("screen", "light", 1200, false);
    choose(port);
    assertTrue(
        words("queue")
            .matches(
                "Queue against limit: at most "
                    + ROOM
                    + " connections waited, limit "
                    + (ROOM - 1)
                    + ", at [\\d:]{8}; "
                    + recovered.number("overflows")
                    + " packets refused because it was full.*"),
        () -> recovered + " is not " + unchecked("queue"));
    assertTrue(recovered.number("overflows") >= TURNED_AWAY, recovered::toString);
    String marks =
        "document.querySelector('#band-queue path[fill=\"var(--bad)\"]').getAttribute('d')";
    assertTrue(browser.evaluate(marks).startsWith("M"), "no mark of an overflow");
    assertTrue(
        browser
            .evaluate("document.querySelector('#band-queue text.bad').textContent")
            .matches("\\d+ refused"),
        "no words at it");
    String longest =
        browser.evaluate(
            "(function (ms) { return ms < 1000 ? ms + ' ms' : (ms / 1000).toFixed(ms < 10000 ? 1 : 0)"
                + " + ' s'; })("
                + recovered.number("wait_max_ms")
                + ")");
    assertTrue(
        words("waits").startsWith("Accept waits: the longest was " + longest + ", taken at "),
        () -> recovered + " is not " + unchecked("waits"));
    // Beside these two exchanges and the last that was accepted at once. The very first accept()
    // may
    // have begun before the agent was ready.
    assertTrue(recovered.number("delayed") >= ROOM, recovered::toString);
    assertTrue(
        words("accepts").matches(".*; (" + (ROOM + 2) + "|" + (ROOM + 3) + ") in this time"),
        () -> unchecked("accepts"));

    choose(otherPort);
    assertTrue(words("queue").endsWith("; no packet refused"), () -> unchecked("queue"));
    assertTrue(words("accepts").matches(".*; [12] in this time"), () -> unchecked("accepts"));
    choose(port);
    assertTrue(words("queue").contains(" refused because it was full"), () -> unchecked("queue"));
  }

  /** By its select. */
  private static void choose(int listener) throws Exception {
    browser.evaluate(
        """
        (function (end) {
          const select = document.getElementById('listener');
          const option = Array.from(select.options).find(function (o) { return o.textContent.endsWith(end); });
          select.value = option.value;
          select.dispatchEvent(new Event('change'));
        })("""
            + Browser.quoted(":" + listener)
            + ")");
    String shown = browser.evaluate("document.getElementById('shown').textContent");
    assertTrue(shown.endsWith(":" + listener), shown);
  }

  private static String words(String band) throws Exception {
    return browser.evaluate(
        "document.querySelector('#band-" + band + " svg').getAttribute('aria-label')");
  }

  private static String unchecked(String band) {
    try {
      return words(band);
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Test
  void byScreenReader() throws Exception {
    show("screen", "light", 1200, false);
    choose(port);
    browser.call("Accessibility.enable", "{}");
    String tree = browser.call("Accessibility.getFullAXTree", "{}");
    String nodes =
        browser.evaluate(
            "("
                + tree
                + """
                ).result.nodes.filter(function (n) { return !n.ignored && n.role; }).map(function (n) {
                  const level = (n.properties || []).find(function (p) { return p.name === 'level'; });
                  return n.role.value + (level ? level.value.value : '') + ' ' + (n.name ? n.name.value : '');
                }).join('\\n')""");
    String time = "[\\d:]{8}";
    for (String expected :
        List.of(
            "combobox Listener",
            "list Incidents: " + incidents + " incidents? in this time; choose one to read it",
            "button \\w+ \\d+ \\w+ \\d+ "
                + time
                + ", "
                + theIncident()
                + ", cause \\w+: 127.0.0.1:\\d+ ",
            "image Queue against limit: at most 51 connections waited, limit 50, at "
                + time
                + "; \\d+ packets refused because it was full",
            "image Accept waits: the longest was [\\d.]+ m?s, taken at " + time,
            "image First reads: \\w+",
            "image The acceptor: not where it waits for connections in \\d+ % of \\d+ samples",
            "image Pauses, CPU and descriptors, of the whole process: .*\\d+ descriptors",
            "image Accepts a second: at most \\d+(\\.\\d+)?, at " + time,
            "image Time: .*" + time,
            "heading2 On one time axis: 127.0.0.1:\\d+",
            "heading2 What was reported")) {
      assertTrue(
          Pattern.compile("(?m)^" + expected).matcher(nodes).find(), expected + " in " + nodes);
    }
    List<Integer> levels =
        Pattern.compile("(?m)^heading(\\d) \\S")
            .matcher(nodes)
            .results()
            .map((MatchResult each) -> Integer.valueOf(each.group(1)))
            .toList();
    assertEquals(1, levels.get(0), nodes);
    for (int i = 1; i < levels.size(); i++) {
      assertTrue(levels.get(i) > 1 && levels.get(i) <= levels.get(i - 1) + 1, nodes);
    }
    assertEquals("en", browser.evaluate("document.documentElement.lang"));
  }

  private static String theIncident() {
    return "incident " + recovered.number("incident");
  }

  @Test
  void printed() throws Exception {
    // A4 between its margins, from a dark screen.
    show("print", "dark", 718, false);
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)");
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    try {
      assertEquals("", browser.evaluate(MISFITS));
      assertEquals("", browser.evaluate(PALE));
      assertEquals("rgb(255, 255, 255)", style("body", "backgroundColor"));
      assertEquals("none", style(".controls", "display"));
      assertEquals(
          "true", browser.evaluate("document.querySelector('details dl').checkVisibility()"));
    } finally {
      browser.evaluate("dispatchEvent(new Event('afterprint'))");
    }
    assertEquals("false", browser.evaluate("document.querySelector('details').open"));
    assertTrue(browser.call("Page.printToPDF", "{}").length() > 10_000);
  }

  private static String style(String selector, String name) throws Exception {
    return browser.evaluate("getComputedStyle(document.querySelector('" + selector + "'))." + name);
  }

  @Test
  void onPhones() throws Exception {
    show("screen", "light", 360, true);
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertEquals("", browser.evaluate(MISFITS));
  }

  @Test
  void lightAndDark() throws Exception {
    for (String scheme : List.of("light", "dark")) {
      show("screen", scheme, 1200, false);
      assertEquals("", browser.evaluate(PALE), scheme);
    }
  }
}
