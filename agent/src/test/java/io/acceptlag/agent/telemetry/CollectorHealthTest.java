package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.TelemetryMode;
import io.acceptlag.core.report.OwnHealth;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CollectorHealthTest {
  private final List<String> notices = new ArrayList<>();
  private final OwnHealth own = new OwnHealth(() -> 0);
  private final CollectorHealth health =
      new CollectorHealth(
          Destination.of(TelemetryMode.OTLP, name -> null, name -> null),
          own,
          (severity, notice) -> notices.add(notice));

  /** okhttp quotes the header that it refuses. */
  @Test
  void reportsAnExportThatThrowsWithoutItsMessage() {
    Supplier<CompletableResultCode> thrower =
        () -> {
          throw new IllegalArgumentException("Unexpected char in api-key value: S3CRET");
        };

    assertFalse(health.watch(Signal.SPANS, thrower).isSuccess());
    assertFalse(health.watch(Signal.METRICS, thrower).isSuccess());
    assertEquals(2, own.failedExports());

    assertEquals(
        List.of(
            "Cannot export telemetry to http://localhost:4318: IllegalArgumentException;"
                + " acceptlag goes on and tries again"),
        notices);
  }

  /** What okhttp makes of an exception within a call, which has the other's message in its own. */
  @Test
  void reportsABrokenCallWithoutItsMessage() {
    IOException broken = new IOException("canceled due to java.lang.IllegalStateException: S3CRET");
    broken.addSuppressed(new IllegalStateException("S3CRET"));

    health.watch(Signal.SPANS, () -> CompletableResultCode.ofExceptionalFailure(broken));

    assertEquals(
        List.of(
            "Cannot export telemetry to http://localhost:4318: IllegalStateException;"
                + " acceptlag goes on and tries again"),
        notices);
  }

  /** Five attempts, with the waits between them, take about as long as an export may. */
  @Test
  void aTimeOverBetweenTwoAttemptsIsTheFailureOfTheLast() {
    new Retries().test(new ConnectException("Connection refused"));
    health.watch(Signal.METRICS, CollectorHealthTest::timeOver);
    assertTrue(notices.get(0).contains(": connection refused;"), notices::toString);

    new Retries().test(new ConnectException("Connection refused"));
    health.watch(Signal.METRICS, CompletableResultCode::ofSuccess);
    health.watch(Signal.METRICS, CollectorHealthTest::timeOver);
    assertTrue(notices.get(2).contains(": timed out;"), notices::toString);
  }

  private static CompletableResultCode timeOver() {
    return CompletableResultCode.ofExceptionalFailure(new InterruptedIOException("timeout"));
  }

  @Test
  void aForeignTextIsCut() {
    IOException talkative = new IOException("x".repeat(200_000));

    health.watch(Signal.SPANS, () -> CompletableResultCode.ofExceptionalFailure(talkative));

    assertEquals(
        List.of(
            "Cannot export telemetry to http://localhost:4318: IOException: "
                + "x".repeat(200 - "IOException: ".length())
                + "…; acceptlag goes on and tries again"),
        notices);
  }
}
