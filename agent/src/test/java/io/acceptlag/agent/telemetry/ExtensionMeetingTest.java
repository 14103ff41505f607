package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.acceptlag.core.report.Severity;
import io.acceptlag.opentelemetry.Meeting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two that do not fit each other say so once, and stay apart. */
class ExtensionMeetingTest {
  private static final int OURS = ExtensionMeeting.VERSION;

  private final List<String> said = new ArrayList<>();

  @Test
  void anotherVersionIsNotMet() {
    Meeting.be(OURS + 1);
    assertNull(meet());
    assertEquals(
        List.of(
            "WARN acceptlag.jar and acceptlag-opentelemetry.jar are not of one release (they speak"
                + " versions "
                + OURS
                + " and "
                + (OURS + 1)
                + "), so acceptlag exports by itself. Take both from the same release"),
        said);
  }

  @Test
  void anOpenTelemetryThatLacksSomethingIsNotMet() {
    Meeting.be(OURS);
    assertNull(meet());
    assertEquals(
        List.of(
            "WARN acceptlag-opentelemetry.jar does not fit this OpenTelemetry (NoSuchMethodError:"
                + " getLogsBridge), so acceptlag exports by itself"),
        said);
  }

  @Test
  void leavingAnApplicationThatIsGoneSaysNothing() {
    ExtensionMeeting.leaveApplication(getClass().getClassLoader());
    assertEquals(List.of(), said);
  }

  private @Nullable Object meet() {
    return ExtensionMeeting.meet(getClass().getClassLoader(), this::say);
  }

  private void say(Severity severity, String sentence) {
    said.add(severity + " " + sentence);
  }
}
