package io.acceptlag.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the first span of a connection how long that connection has waited, when the span is
 * exported. When the span starts, the peer is not known. When it ends, the incident and the first
 * read may not be known yet.
 */
final class RequestSpans implements SpanExporter {
  static final AttributeKey<String> PEER_ADDRESS = AttributeKey.stringKey("network.peer.address");
  static final AttributeKey<Long> PEER_PORT = AttributeKey.longKey("network.peer.port");
  private static final AttributeKey<Long> LOCAL_PORT = AttributeKey.longKey("network.local.port");

  /** How many claims are kept for the other exporter. */
  private static final int CLAIMED_MAX = 2048;

  private static final AtomicInteger exporters = new AtomicInteger();
  private static final Map<String, @Nullable Object[]> claimed =
      new LinkedHashMap<String, @Nullable Object[]>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, @Nullable Object[]> eldest) {
          return size() > CLAIMED_MAX;
        }
      };

  private final SpanExporter exporter;

  RequestSpans(SpanExporter exporter) {
    this.exporter = exporter;
    exporters.getAndIncrement();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    Acceptlag acceptlag = Meeting.acceptlag;
    return exporter.export(acceptlag == null ? spans : told(spans, acceptlag));
  }

  private static Collection<SpanData> told(Collection<SpanData> spans, Acceptlag acceptlag) {
    try {
      Acceptlag asked = acceptlag.isEmpty() ? null : acceptlag;
      if (asked == null && !(exporters.get() > 1 && isAnyClaimed())) {
        return spans;
      }
      List<SpanData> told = new ArrayList<>(spans);
      for (int at : byStart(told)) {
        SpanData span = told.get(at);
        @Nullable Object @Nullable [] waited =
            span.getKind() == SpanKind.SERVER ? waited(span, asked) : null;
        if (waited != null) {
          told.set(at, new WaitedSpan(span, waited));
        }
      }
      return told;
    } catch (RuntimeException | LinkageError e) {
      // The trace matters more than what we add to it.
      return spans;
    }
  }

  /**
   * The first request of a connection claims the wait. Its span may end after the second one's,
   * because a client asks again as soon as it has the answer.
   */
  private static List<Integer> byStart(List<SpanData> spans) {
    List<Integer> places = new ArrayList<>(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      places.add(i);
    }
    places.sort(Comparator.comparingLong(at -> spans.get(at).getStartEpochNanos()));
    return places;
  }

  private static boolean isAnyClaimed() {
    synchronized (claimed) {
      return !claimed.isEmpty();
    }
  }

  /**
   * @param acceptlag null while none of its accepts was slow
   */
  private static @Nullable Object @Nullable [] waited(
      SpanData span, @Nullable Acceptlag acceptlag) {
    if (exporters.get() == 1) {
      return claim(span, acceptlag);
    }
    String id = span.getTraceId() + span.getSpanId();
    synchronized (claimed) {
      @Nullable Object @Nullable [] waited = claimed.get(id);
      if (waited == null) {
        waited = claim(span, acceptlag);
        if (waited != null) {
          claimed.put(id, waited);
        }
      }
      return waited;
    }
  }

  private static @Nullable Object @Nullable [] claim(SpanData span, @Nullable Acceptlag acceptlag) {
    if (acceptlag == null) {
      return null;
    }
    Attributes attributes = span.getAttributes();
    String address = attributes.get(PEER_ADDRESS);
    Long port = attributes.get(PEER_PORT);
    if (address == null || port == null) {
      return null;
    }
    Long localPort = attributes.get(LOCAL_PORT);
    return acceptlag.claim(
        address, port, localPort == null ? -1 : localPort, span.getStartEpochNanos());
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public void close() {
    exporter.close();
  }

  @Override
  public String toString() {
    return exporter.toString();
  }
}
