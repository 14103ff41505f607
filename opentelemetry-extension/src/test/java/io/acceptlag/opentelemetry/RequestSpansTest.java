package io.acceptlag.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestSpansTest {
  private static final String INCIDENT_TRACE = "0123456789abcdef0123456789abcdef";
  private static final String INCIDENT_SPAN = "0123456789abcdef";

  private final List<String> asked = new ArrayList<>();
  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final RequestSpans spans = new RequestSpans(exported);
  private int serial;
  private Object[] waited = {1.2, 0.3, INCIDENT_TRACE, INCIDENT_SPAN};

  @AfterEach
  void part() {
    Meeting.acceptlag = null;
  }

  @Test
  void passesAllOnWithoutAcceptlag() {
    SpanData span = span(SpanKind.SERVER, "10.0.0.1", 4711L);
    spans.export(List.of(span));
    assertSame(span, exported.getFinishedSpanItems().get(0));
  }

  @Test
  void asksNothingWhileNothingWasSlow() {
    Meeting.acceptlag = new FakeAcceptlag(true);
    SpanData span = span(SpanKind.SERVER, "10.0.0.1", 4711L);
    // Each of another trace, which no exporter before it has claimed.
    spans.export(List.of(span));
    assertSame(span, exported.getFinishedSpanItems().get(0));
    assertEquals(List.of(), asked);
  }

  @Test
  void addsWhatTheConnectionHasWaitedAndALink() {
    Meeting.acceptlag = new FakeAcceptlag(false);
    SpanData before = span(SpanKind.SERVER, "10.0.0.1", 4711L);
    spans.export(List.of(before));
    SpanData after = exported.getFinishedSpanItems().get(0);
    assertEquals(1.2, after.getAttributes().get(WaitedSpan.WAIT));
    assertEquals(0.3, after.getAttributes().get(WaitedSpan.FIRST_READ));
    assertEquals("10.0.0.1", after.getAttributes().get(RequestSpans.PEER_ADDRESS));
    assertEquals(before.getTotalAttributeCount() + 2, after.getTotalAttributeCount());
    assertEquals(1, after.getTotalRecordedLinks());
    assertEquals(INCIDENT_SPAN, after.getLinks().get(0).getSpanContext().getSpanId());
    assertEquals(INCIDENT_TRACE, after.getLinks().get(0).getSpanContext().getTraceId());
    assertEquals(List.of("10.0.0.1 4711 -1 5"), asked);
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    Meeting.acceptlag = new FakeAcceptlag(false);
    waited = new Object[] {1.2, null, null, null};
    spans.export(List.of(span(SpanKind.SERVER, "10.0.0.1", 4711L)));
    SpanData after = exported.getFinishedSpanItems().get(0);
    assertEquals(1.2, after.getAttributes().get(WaitedSpan.WAIT));
    assertNull(after.getAttributes().get(WaitedSpan.FIRST_READ));
    assertEquals(List.of(), after.getLinks());
  }

  @Test
  void asksForNothingButServersWithAPeer() {
    Meeting.acceptlag = new FakeAcceptlag(false);
    spans.export(
        List.of(
            span(SpanKind.CLIENT, "10.0.0.1", 4711L),
            span(SpanKind.INTERNAL, "10.0.0.1", 4711L),
            span(SpanKind.SERVER, null, 4711L),
            span(SpanKind.SERVER, "10.0.0.1", null)));
    assertEquals(List.of(), asked);
    assertEquals(4, exported.getFinishedSpanItems().size());
  }

  @Test
  void tellsTheOtherExporterWhatOneHasClaimed() {
    Meeting.acceptlag = new FakeAcceptlag(false);
    InMemorySpanExporter second = InMemorySpanExporter.create();
    RequestSpans others = new RequestSpans(second);
    SpanData span = span(SpanKind.SERVER, "10.0.0.1", 4711L);
    spans.export(List.of(span));
    Meeting.acceptlag = new FakeAcceptlag(true);
    others.export(List.of(span));
    assertEquals(1, asked.size());
    for (InMemorySpanExporter each : List.of(exported, second)) {
      assertEquals(1.2, each.getFinishedSpanItems().get(0).getAttributes().get(WaitedSpan.WAIT));
    }
  }

  @Test
  void aFailureOfOursLosesNoSpan() {
    Meeting.acceptlag = new FakeAcceptlag(false);
    waited = new Object[] {"no number", null, null, null};
    spans.export(List.of(span(SpanKind.SERVER, "10.0.0.1", 4711L)));
    assertEquals(1, exported.getFinishedSpanItems().size());
    assertTrue(exported.getFinishedSpanItems().get(0) instanceof TestSpanData);
  }

  /** A client has the answer, and asks again, before the first span has ended. */
  @Test
  void theRequestThatBeganFirstAsksFirst() {
    Meeting.acceptlag = new FakeAcceptlag(false);
    SpanData second = span(SpanKind.SERVER, "10.0.0.1", 4711L, 7);
    SpanData first = span(SpanKind.SERVER, "10.0.0.1", 4711L, 5);
    spans.export(List.of(second, first));
    assertEquals(List.of("10.0.0.1 4711 -1 5", "10.0.0.1 4711 -1 7"), asked);
    List<SpanData> told = exported.getFinishedSpanItems();
    assertEquals(second.getSpanId(), told.get(0).getSpanId());
    assertEquals(first.getSpanId(), told.get(1).getSpanId());
  }

  private SpanData span(SpanKind kind, String peer, Long port) {
    return span(kind, peer, port, 5);
  }

  private SpanData span(SpanKind kind, String peer, Long port, long startNanos) {
    String id = String.format("%016x", ++serial + System.nanoTime());
    return TestSpanData.builder()
        .setName("GET /")
        .setKind(kind)
        .setSpanContext(
            SpanContext.create(
                "000102030405060708090a0b0c0d0e0f",
                id,
                TraceFlags.getSampled(),
                TraceState.getDefault()))
        .setStatus(StatusData.unset())
        .setHasEnded(true)
        .setStartEpochNanos(startNanos)
        .setEndEpochNanos(startNanos + 1)
        .setAttributes(
            Attributes.builder()
                .put(RequestSpans.PEER_ADDRESS, peer)
                .put(RequestSpans.PEER_PORT, port)
                .build())
        .setTotalAttributeCount(2)
        .build();
  }

  private final class FakeAcceptlag implements Acceptlag {
    private final boolean empty;

    private FakeAcceptlag(boolean empty) {
      this.empty = empty;
    }

    @Override
    public String version() {
      return "1.2.3";
    }

    @Override
    public boolean isEmpty() {
      return empty;
    }

    @Override
    public Object[] claim(String peerAddress, long peerPort, long localPort, long startNanos) {
      asked.add(peerAddress + " " + peerPort + " " + localPort + " " + startNanos);
      return waited;
    }

    @Override
    public Object[] metrics(boolean deltaCounters, boolean deltaHistograms) {
      return new Object[0];
    }
  }
}
