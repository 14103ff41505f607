package io.acceptlag.agent.telemetry.quiet;

import java.net.ProtocolException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * For okhttp's listener that listens to nothing, because the SDK gives no other way to its client.
 * A class of the very name stands in its place, because no relocation knows a name with dollars.
 *
 * <p>A redirect is not followed: the headers of OTEL_EXPORTER_OTLP_HEADERS would go along, and
 * among them is mostly a key that is meant for one host. And it is kept how long a collector asks
 * to wait, which the SDK obeys and does not tell.
 */
public class QuietEvents extends EventListener {
  /** Of the answer that came last; null where it did not ask to be left alone. */
  private static volatile @Nullable String busy;

  /**
   * {@code HTTP 429, asks to wait 60 s}, where the last answer said so: to the SDK it is a reason
   * to wait until the time for the export has run out.
   */
  public static @Nullable String busy() {
    return busy;
  }

  @Override
  public void callStart(Call call) {
    busy = null;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    int status = response.code();
    String retryAfter = response.header("Retry-After");
    busy =
        retryAfter != null && (status == 429 || status == 503)
            ? "HTTP " + status + asksToWait(retryAfter)
            : null;
  }

  /** The header has seconds, or a date. */
  private static String asksToWait(String retryAfter) {
    return retryAfter.matches("[0-9]{1,9}")
        ? ", asks to wait " + retryAfter + " s"
        : ", asks to wait until " + retryAfter;
  }

  @Override
  public void followUpDecision(Call call, Response response, @Nullable Request next) {
    if (next != null && !next.url().equals(call.request().url())) {
      QuietEvents.<RuntimeException>raise(
          new ProtocolException(
              "HTTP "
                  + response.code()
                  + " redirects to "
                  + next.url().scheme()
                  + "://"
                  + next.url().host()
                  + ":"
                  + next.url().port()
                  + ", which is not followed"));
    }
  }

  /** Kotlin, which calls this, knows no checked exceptions. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void raise(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
