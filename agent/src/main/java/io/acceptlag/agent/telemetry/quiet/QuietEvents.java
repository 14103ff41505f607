package io.acceptlag.agent.telemetry.quiet;

import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Replaces okhttp's listener that ignores all events, because the SDK gives no other access to its
 * client. A class with exactly that name takes its place, because a relocation cannot handle a name
 * with dollar signs.
 *
 * <p>A redirect is not followed, because the headers of OTEL_EXPORTER_OTLP_HEADERS would be sent
 * along, and usually include a key for one host. It also keeps how long a collector asks to wait,
 * which the SDK obeys but does not report.
 */
public class QuietEvents extends EventListener {
  /**
   * What the last answer asked, by the thread that waits for it: each export has one, on which
   * okhttp reports how it ended, too. Another export may be under way meanwhile.
   */
  private static final ThreadLocal<String> BUSY = new ThreadLocal<>();

  /** Why the last attempt reached nobody, by the thread as well. */
  private static final ThreadLocal<IOException> UNREACHED = new ThreadLocal<>();

  /**
   * {@code HTTP 429, asks to wait 60 s}, if the last answer that this thread got said so. The SDK
   * then waits until the time for the export is over. Returned once.
   */
  public static @Nullable String takeBusy() {
    String busy = BUSY.get();
    BUSY.remove();
    return busy;
  }

  /** An attempt of this thread's request has reached nobody. */
  public static void unreached(IOException why) {
    UNREACHED.set(why);
  }

  /**
   * Why the last attempt of this thread's request reached nobody; null if it was the first, or
   * reached the collector. If the time for the request is over before the next attempt, the SDK
   * says only that. Returned once.
   */
  public static @Nullable IOException takeUnreached() {
    IOException why = UNREACHED.get();
    UNREACHED.remove();
    return why;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    UNREACHED.remove();
    int status = response.code();
    String retryAfter = response.header("Retry-After");
    if (retryAfter != null && (status == 429 || status == 503)) {
      BUSY.set("HTTP " + status + asksToWait(retryAfter));
    } else {
      BUSY.remove();
    }
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

  /** Throws it unchecked: the caller is Kotlin code, which has no checked exceptions. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void raise(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
