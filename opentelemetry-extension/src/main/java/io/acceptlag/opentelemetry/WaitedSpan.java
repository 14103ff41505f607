package io.acceptlag.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's span, with the wait of its connection and a link to the incident. */
final class WaitedSpan extends DelegatingSpanData {
  static final AttributeKey<Double> WAIT = AttributeKey.doubleKey("acceptlag.wait.duration");
  static final AttributeKey<Double> FIRST_READ =
      AttributeKey.doubleKey("acceptlag.first_read.duration");

  private final Attributes attributes;
  private final int added;
  private final @Nullable LinkData incident;

  /** Loads this class. */
  static void load() {}

  /**
   * @param waited in the form of {@link java.net.AcceptlagMeasurements#claim}
   */
  WaitedSpan(SpanData span, @Nullable Object[] waited) {
    super(span);
    AttributesBuilder builder = span.getAttributes().toBuilder();
    builder.put(WAIT, (Double) waited[0]);
    if (waited[1] != null) {
      builder.put(FIRST_READ, (Double) waited[1]);
    }
    attributes = builder.build();
    added = waited[1] == null ? 1 : 2;
    String traceId = (String) waited[2];
    String spanId = (String) waited[3];
    incident =
        traceId == null || spanId == null
            ? null
            : LinkData.create(
                SpanContext.create(
                    traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault()));
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public int getTotalAttributeCount() {
    return super.getTotalAttributeCount() + added;
  }

  @Override
  public List<LinkData> getLinks() {
    if (incident == null) {
      return super.getLinks();
    }
    List<LinkData> links = new ArrayList<>(super.getLinks());
    links.add(incident);
    return links;
  }

  @Override
  public int getTotalRecordedLinks() {
    return super.getTotalRecordedLinks() + (incident == null ? 0 : 1);
  }
}
