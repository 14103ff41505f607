package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SpanBatchesTest {
  private static final String LONG = "3600000";

  private final ExportThreads threads = new ExportThreads();
  private final Exporter exporter = new Exporter();
  private final AtomicInteger dropped = new AtomicInteger();
  private SdkTracerProvider provider;

  @AfterEach
  void stop() {
    provider.close();
    threads.end();
  }

  @Test
  void aSpanIsExportedAfterTheDelay() throws InterruptedException {
    // So long that even a busy machine has the second end before the first is exported.
    Tracer tracer = tracer(Map.of("otel.bsp.schedule.delay", "1500"));
    long start = System.nanoTime();
    end(tracer, 2);

    awaitExported(2);
    assertTrue(System.nanoTime() - start >= 1_500_000_000);
    assertEquals(1, exporter.exports.size());
  }

  @Test
  void aFullBatchIsExportedAtOnce() throws InterruptedException {
    Tracer tracer =
        tracer(Map.of("otel.bsp.schedule.delay", LONG, "otel.bsp.max.export.batch.size", "3"));
    end(tracer, 8);

    awaitExported(6);
    assertEquals(List.of(3, 3), sizes());
  }

  @Test
  void oneExportAtATimeAndTheRestIsBoundedAndCounted() throws InterruptedException {
    exporter.holds = true;
    Tracer tracer =
        tracer(
            Map.of(
                "otel.bsp.schedule.delay",
                LONG,
                "otel.bsp.max.queue.size",
                "4",
                "otel.bsp.max.export.batch.size",
                "2"));
    end(tracer, 20);
    assertEquals(List.of(2), sizes());
    // 20, less 2 under way and 4 that wait.
    assertEquals(14, dropped.get());

    exporter.release();
    awaitExported(6);
    provider.close();
    assertEquals(List.of(2, 2, 2), sizes());
  }

  /** Else one request that the exporter forgot would be the last. */
  @Test
  void anExportThatTakesTooLongIsNotWaitedFor() throws InterruptedException {
    exporter.holds = true;
    Tracer tracer =
        tracer(Map.of("otel.bsp.schedule.delay", "50", "otel.bsp.export.timeout", "200"));
    end(tracer, 1);
    awaitExported(1);
    end(tracer, 1);

    awaitExported(2);
    exporter.release();
  }

  /** Each would call the next on the same stack. */
  @Test
  void manyExportsThatFailAtOnceAreNoRecursion() throws InterruptedException {
    exporter.holds = true;
    Tracer tracer =
        tracer(Map.of("otel.bsp.max.queue.size", "50000", "otel.bsp.max.export.batch.size", "1"));
    end(tracer, 50_001);
    exporter.holds = false;
    exporter.failing = true;
    exporter.release();

    awaitExported(50_001);
  }

  @Test
  void whatWaitsAtTheEndIsExported() {
    Tracer tracer =
        tracer(Map.of("otel.bsp.schedule.delay", LONG, "otel.bsp.max.export.batch.size", "512"));
    end(tracer, 3);

    assertTrue(provider.shutdown().join(10, TimeUnit.SECONDS).isSuccess());
    assertEquals(List.of(3), sizes());
    assertTrue(exporter.shut);
    end(tracer, 1);
    assertEquals(List.of(3), sizes());
  }

  /** Shutting down an exporter cancels its requests. */
  @Test
  void whatIsUnderWayAtTheEndIsWaitedFor() throws InterruptedException {
    exporter.holds = true;
    Tracer tracer = tracer(Map.of("otel.bsp.schedule.delay", "10"));
    end(tracer, 1);
    awaitExported(1);

    CompletableResultCode ended = provider.shutdown();
    assertFalse(exporter.shut);
    exporter.release();

    assertTrue(ended.join(10, TimeUnit.SECONDS).isSuccess());
    assertTrue(exporter.shut);
  }

  @Test
  void whatIsNotSampledIsNotExported() {
    Tracer tracer = tracer(Map.of(), Sampler.alwaysOff());
    end(tracer, 600);
    provider.close();
    assertEquals(List.of(), sizes());
  }

  /** As the SDK's own. */
  @Test
  void withoutABoundAnExportIsWaitedFor() throws Exception {
    exporter.holds = true;
    Tracer tracer = tracer(Map.of("otel.bsp.schedule.delay", "0", "otel.bsp.export.timeout", "0"));
    end(tracer, 1);
    awaitExported(1);
    end(tracer, 1);
    Future<List<Integer>> exportsMeanwhile =
        threads.worker.schedule(this::sizes, 500, TimeUnit.MILLISECONDS);

    assertEquals(List.of(1), exportsMeanwhile.get());
    exporter.release();
    awaitExported(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"otel.bsp.schedule.delay", "otel.bsp.export.timeout"})
  void noTimeIsNegative(String property) {
    provider = SdkTracerProvider.builder().build();
    assertThrows(ConfigurationException.class, () -> batches(Map.of(property, "-1ms")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"otel.bsp.max.queue.size", "otel.bsp.max.export.batch.size"})
  void nothingCannotBeAskedFor(String property) {
    provider = SdkTracerProvider.builder().build();
    ConfigurationException thrown =
        assertThrows(ConfigurationException.class, () -> batches(Map.of(property, "0")));
    assertEquals(property + " is 0, but must be above 0", thrown.getMessage());
  }

  private SpanBatches batches(Map<String, String> settings) {
    return new SpanBatches(
        exporter,
        dropped::incrementAndGet,
        DefaultConfigProperties.createFromMap(settings),
        threads.worker);
  }

  private Tracer tracer(Map<String, String> settings) {
    return tracer(settings, Sampler.alwaysOn());
  }

  private Tracer tracer(Map<String, String> settings, Sampler sampler) {
    provider =
        SdkTracerProvider.builder().addSpanProcessor(batches(settings)).setSampler(sampler).build();
    return provider.get("test");
  }

  private static void end(Tracer tracer, int count) {
    for (int i = 0; i < count; i++) {
      tracer.spanBuilder("span").startSpan().end();
    }
  }

  private List<Integer> sizes() {
    return List.copyOf(exporter.exports);
  }

  private void awaitExported(int count) throws InterruptedException {
    TestCollector.await(
        "export of " + count, () -> sizes().stream().mapToInt(size -> size).sum() >= count);
  }

  /** Keeps how many came at a time. */
  private static final class Exporter implements SpanExporter {
    final Queue<Integer> exports = new ConcurrentLinkedQueue<>();
    final Queue<CompletableResultCode> held = new ConcurrentLinkedQueue<>();
    volatile boolean holds;
    volatile boolean failing;
    volatile boolean shut;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = new CompletableResultCode();
      if (holds) {
        held.add(result);
      } else if (failing) {
        result.fail();
      } else {
        result.succeed();
      }
      exports.add(spans.size());
      return result;
    }

    void release() {
      holds = false;
      held.forEach(CompletableResultCode::succeed);
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      shut = true;
      return CompletableResultCode.ofSuccess();
    }
  }
}
