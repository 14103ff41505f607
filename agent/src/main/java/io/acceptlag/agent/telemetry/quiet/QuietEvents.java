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
  /** Of the answer that came last; null where it did not ask for any. */
  private static volatile @Nullable String retryAfter;

  /** As the header {@code Retry-After} of the last answer has it: seconds, or a date. */
  public static @Nullable String retryAfter() {
    return retryAfter;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    retryAfter = response.header("Retry-After");
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
