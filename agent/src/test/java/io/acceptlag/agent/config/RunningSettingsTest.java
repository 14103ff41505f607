package io.acceptlag.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningSettingsTest {
  private final List<String> applied = new ArrayList<>();

  @Test
  void saysWhatIsTrueNowAndWhatWas() {
    RunningSettings settings = settings("");
    assertEquals("warn.wait is 1s; it was 200ms", settings.change("warn.wait", "1000 ms"));
    assertEquals(1_000_000_000L, settings.configuration().warnWaitNanos());
    assertEquals("ports is 8080:9000-9100; it was all", settings.change("ports", "9000-9100:8080"));
    assertTrue(settings.configuration().ports().contains(9050));
    assertFalse(settings.configuration().ports().contains(80));
    assertEquals("enabled is false; it was true", settings.change(" enabled ", "FALSE"));
    assertEquals("mute is 8080:paused; it was none", settings.change("mute", "8080:paused"));
    assertEquals("warn.queue is 0.5; it was 0.8", settings.change("warn.queue", "0.5"));
    assertEquals("warn.unserved is 1500ms; it was 2s", settings.change("warn.unserved", "1.5s"));
    assertEquals(6, applied.size());
    assertEquals("warn.wait is 1s", settings.change("warn.wait", "1s"));
    assertEquals(6, applied.size(), "nothing was changed");
  }

  @Test
  void spansFollowWarnWaitUnlessTheyHaveAThresholdOfTheirOwn() {
    RunningSettings settings = settings("");
    settings.change("warn.wait", "1s");
    assertEquals(1_000_000_000L, settings.configuration().spanWaitNanos());
    RunningSettings own = settings("span.wait=200ms");
    own.change("warn.wait", "1s");
    assertEquals(200_000_000L, own.configuration().spanWaitNanos());
  }

  @Test
  void refusesWhatIsNoValue() {
    assertRefused(
        "warn.wait",
        "500",
        "Option warn.wait was given \"500\", which has no unit (ms, s, m or h). Give a duration from"
            + " 1ms to 1h, such as 500ms. It stays 200ms.");
    assertRefused(
        "mute",
        "",
        "Option mute was given no value, but needs one. Give none, or ports, each before its causes,"
            + " separated by colons, such as 8080:starting. It stays none.");
    assertRefused(
        "ports.exclude",
        "1-65535",
        "Option ports.exclude was given \"1-65535\", which leaves no port to watch. Give none, or"
            + " ports and ranges of ports separated by colons, such as 9090. It stays none.");
    assertRefused(
        "warn.unserved",
        "off",
        "Option warn.unserved was given \"off\", which takes a restart: off is decided at the start."
            + " Give a duration from 100ms to 1h, or off, such as 5s. It stays 2s.");
  }

  @Test
  void refusesWhatIsNoOptionOrCannotBeChanged() {
    String changeable = "enabled, warn.wait, warn.queue, warn.unserved, ports, ports.exclude, mute";
    assertRefused(
        "poll", "1s", "Option poll cannot be changed in a running JVM; " + changeable + " can.");
    assertRefused(
        "warn.wiat",
        "1s",
        "\"warn.wiat\" is not an option; the nearest one is warn.wait. These can be changed: "
            + changeable
            + ".");
  }

  private void assertRefused(String key, String value, String sentence) {
    RunningSettings settings = settings("");
    Configuration before = settings.configuration();
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> settings.change(key, value));
    assertEquals(sentence, refusal.getMessage());
    assertEquals(before, settings.configuration());
    assertEquals(List.of(), applied);
  }

  private RunningSettings settings(String argument) {
    RunningSettings settings =
        new RunningSettings(Settings.argument(argument).load().configuration());
    settings.onChange((now, sentence) -> applied.add(sentence));
    return settings;
  }
}
