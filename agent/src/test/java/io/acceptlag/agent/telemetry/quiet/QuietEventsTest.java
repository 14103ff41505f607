package io.acceptlag.agent.telemetry.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

class QuietEventsTest {
  private final QuietEvents events = new QuietEvents();
  private final Request request = new Request.Builder().url("http://127.0.0.1/").build();
  private final Call call = new OkHttpClient().newCall(request);

  @Test
  void whatACollectorAskedIsTakenOnce() {
    events.responseHeadersEnd(call, answer(429, "60"));

    assertEquals("HTTP 429, asks to wait 60 s", QuietEvents.takeBusy());
    assertNull(QuietEvents.takeBusy());
  }

  @Test
  void aLaterAnswerCounts() {
    events.responseHeadersEnd(call, answer(503, "60"));
    events.responseHeadersEnd(call, answer(200, "60"));

    assertNull(QuietEvents.takeBusy());
  }

  /** Metrics wait for the collector's room while log records are handed over, and have theirs. */
  @Test
  void anotherExportTakesNothingFromIt() throws Exception {
    ExecutorService others = Executors.newSingleThreadExecutor();
    try {
      events.responseHeadersEnd(call, answer(429, "60"));
      others
          .submit(
              () -> {
                events.callStart(call);
                events.responseHeadersEnd(call, answer(200, null));
                assertNull(QuietEvents.takeBusy());
              })
          .get();
      events.callStart(call);
    } finally {
      others.shutdownNow();
    }

    assertEquals("HTTP 429, asks to wait 60 s", QuietEvents.takeBusy());
  }

  private Response answer(int status, String retryAfter) {
    Response.Builder answer =
        new Response.Builder()
            .request(request)
            .protocol(Protocol.HTTP_1_1)
            .code(status)
            .message("");
    return retryAfter == null ? answer.build() : answer.header("Retry-After", retryAfter).build();
  }
}
