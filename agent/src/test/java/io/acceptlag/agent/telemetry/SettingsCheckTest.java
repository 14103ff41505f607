package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.TelemetryMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {
  private static final Path ROWS =
      Path.of("../integration-tests/src/test/java/io/acceptlag/it/TelemetrySettingsIT.java");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT=me:S3CRET@c",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:99999",
        "OTEL_EXPORTER_OTLP_PROTOCOL=S3CRET",
        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=GRPC",
        "OTEL_EXPORTER_OTLP_HEADERS=S3CRET",
        "OTEL_EXPORTER_OTLP_HEADERS==S3CRET",
        "OTEL_EXPORTER_OTLP_HEADERS=a=b,,S3CRET",
        "OTEL_EXPORTER_OTLP_HEADERS=a=S3CRET%0A",
        "OTEL_EXPORTER_OTLP_HEADERS=a=S3CRET%00",
        "OTEL_EXPORTER_OTLP_HEADERS=a=S3CRET%C3%A9",
        "OTEL_EXPORTER_OTLP_HEADERS=a=S3CRET%",
        "OTEL_EXPORTER_OTLP_HEADERS=a=S3CRET%zz",
        "OTEL_EXPORTER_OTLP_HEADERS=a=S3CRET\u00e9",
        "OTEL_EXPORTER_OTLP_HEADERS=a S3CRET=b",
        "OTEL_EXPORTER_OTLP_HEADERS=a:=S3CRET",
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS=a=S3CRET%0D",
        "OTEL_EXPORTER_OTLP_COMPRESSION=S3CRET",
        "OTEL_EXPORTER_OTLP_TIMEOUT=S3CRET",
        "OTEL_EXPORTER_OTLP_TIMEOUT=-1",
        "OTEL_EXPORTER_OTLP_TIMEOUT=1.5s",
        "OTEL_EXPORTER_OTLP_TIMEOUT=1 week",
        "OTEL_EXPORTER_OTLP_TIMEOUT=999999999999999999",
        "OTEL_EXPORTER_OTLP_TIMEOUT=99999999999999999999999",
        "OTEL_EXPORTER_OTLP_CERTIFICATE=/nowhere/S3CRET",
        "OTEL_EXPORTER_OTLP_CERTIFICATE=/proc/self",
        "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE=/dev/null",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY=/proc/self/status",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=/proc/self/status",
        "OTEL_METRIC_EXPORT_INTERVAL=0",
        "OTEL_METRIC_EXPORT_INTERVAL=S3CRET",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=S3CRET",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=S3CRET",
        "OTEL_RESOURCE_ATTRIBUTES=S3CRET",
        "OTEL_RESOURCE_ATTRIBUTES=a=b,=S3CRET",
        "OTEL_TRACES_SAMPLER=S3CRET",
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=-1",
        "OTEL_ATTRIBUTE_COUNT_LIMIT=S3CRET",
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT=1.5",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=99999999999",
        "OTEL_SPAN_EVENT_COUNT_LIMIT=S3CRET",
        "OTEL_SPAN_LINK_COUNT_LIMIT=S3CRET",
        "OTEL_BSP_SCHEDULE_DELAY=-1",
        "OTEL_BSP_EXPORT_TIMEOUT=S3CRET",
        "OTEL_BSP_MAX_QUEUE_SIZE=0",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=S3CRET",
        "OTEL_JAVA_METRICS_CARDINALITY_LIMIT=0",
      })
  void aBadValueIsAFaultThatDoesNotQuoteIt(String setting) {
    List<String> faults = List.copyOf(of(setting).faults());

    assertEquals(1, faults.size(), faults.toString());
    String name = setting.substring(0, setting.indexOf('='));
    assertTrue(faults.get(0).startsWith(name + " "), faults.get(0));
    assertFalse(faults.get(0).contains("S3"), faults.get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=me:S3CRET@c",
        "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=S3CRET",
        "OTEL_EXPORTER_OTLP_LOGS_HEADERS=S3CRET",
        "OTEL_EXPORTER_OTLP_LOGS_HEADERS=a=S3CRET%0A",
        "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION=S3CRET",
        "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT=-1",
        "OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/nowhere/S3CRET",
        "OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/proc/self",
        "OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY=/proc/self/status",
        "OTEL_BLRP_SCHEDULE_DELAY=S3CRET",
        "OTEL_BLRP_EXPORT_TIMEOUT=-1",
        "OTEL_BLRP_MAX_QUEUE_SIZE=0",
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE=S3CRET",
      })
  void aBadValueOfLogRecordsIsAFaultOfThemAlone(String setting) {
    Destination destination = of(setting);
    List<String> faults = List.copyOf(destination.faultsOfLogs());

    assertEquals(1, faults.size(), faults.toString());
    String name = setting.substring(0, setting.indexOf('='));
    assertTrue(faults.get(0).startsWith(name + " "), faults.get(0));
    assertFalse(faults.get(0).contains("S3"), faults.get(0));
    assertEquals(List.of(), List.copyOf(destination.faults()));
    assertFalse(destination.takes(Signal.LOGS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_LOGS_EXPORTER=S3CRET -> names more than otlp, but acceptlag exports log records by"
            + " otlp only",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://me:S3CRET@c -> has a user, which is not sent",
        "OTEL_JAVA_EXPORTER_MEMORY_MODE=S3CRET -> is neither immutable_data nor reusable_data",
        "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED=S3CRET -> is neither true nor false",
        "OTEL_SDK_DISABLED=S3CRET -> is neither true nor false",
      })
  void whatHasNoEffectIsToldAndIsNoFault(String example) {
    String[] parts = example.split(" -> ", 2);
    Destination destination = of(parts[0]);
    List<String> surprises = List.copyOf(destination.surprises());

    assertEquals(1, surprises.size(), surprises.toString());
    String name = parts[0].substring(0, parts[0].indexOf('='));
    assertTrue(surprises.get(0).startsWith(name + " " + parts[1]), surprises.get(0));
    assertFalse(surprises.get(0).contains("S3"), surprises.get(0));
    assertEquals(List.of(), List.copyOf(destination.faults()));
    assertEquals(List.of(), List.copyOf(destination.faultsOfLogs()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_JAVA_EXPORTER_MEMORY_MODE=Immutable_Data",
        "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED=TRUE",
        "OTEL_LOGS_EXPORTER=none",
        "OTEL_LOGS_EXPORTER=otlp",
      })
  void whatHasItsEffectIsNoSurprise(String setting) {
    assertEquals(List.of(), List.copyOf(of(setting).surprises()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_EXPORTER_OTLP_HEADERS=a=b, c-d = e f%20g+h==,",
        "OTEL_EXPORTER_OTLP_HEADERS=a=",
        "OTEL_EXPORTER_OTLP_COMPRESSION=none",
        "OTEL_EXPORTER_OTLP_TIMEOUT=0",
        "OTEL_EXPORTER_OTLP_TIMEOUT=10 s",
        "OTEL_METRIC_EXPORT_INTERVAL=1d",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=Delta",
        "OTEL_RESOURCE_ATTRIBUTES=a=b,c=%zz,,d=",
        "OTEL_TRACES_SAMPLER=parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG=whatever another sampler takes",
        "OTEL_SPAN_LINK_COUNT_LIMIT=0",
      })
  void whatTheSdkTakesIsNoFault(String setting) {
    assertEquals(List.of(), List.copyOf(of(setting).faults()));
  }

  @Test
  void oneSettingOfBothSignalsIsOneFault() {
    assertEquals(
        List.of("otel.exporter.otlp.protocol is not one of grpc, http/protobuf"),
        List.copyOf(of("otel.exporter.otlp.protocol=http/json").faults()));
  }

  @Test
  void whatIsNotExportedNeedsNoAddress() {
    Map<String, String> set = new HashMap<>();
    set.put("OTEL_TRACES_EXPORTER", "none");
    set.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "nonsense");

    assertEquals(List.of(), List.copyOf(of(set).faults()));
  }

  @Test
  void logRecordsThatAreNotExportedHaveNoFault() {
    Map<String, String> set = new HashMap<>();
    set.put("OTEL_LOGS_EXPORTER", "none");
    set.put("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "nonsense");
    set.put("OTEL_BLRP_MAX_QUEUE_SIZE", "0");

    assertEquals(List.of(), List.copyOf(of(set).faultsOfLogs()));
  }

  @Test
  void theQueueOfSpansThatAreNotExportedHasNoFault() {
    Map<String, String> set = new HashMap<>();
    set.put("OTEL_TRACES_EXPORTER", "none");
    set.put("OTEL_BSP_MAX_QUEUE_SIZE", "0");

    assertEquals(List.of(), List.copyOf(of(set).faults()));
  }

  @Test
  void aFileThatIsTooLargeIsNotReadIntoTheHeap(@TempDir Path folder) throws IOException {
    Path huge = folder.resolve("S3CRET.log");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 30);
    }

    assertEquals(
        List.of(
            "OTEL_EXPORTER_OTLP_CERTIFICATE names a file of more than 10 MB; right is a PEM file"),
        List.copyOf(of("OTEL_EXPORTER_OTLP_CERTIFICATE=" + huge).faults()));
  }

  /** Under the shipped jar, with a value for which it is told; none is forgotten there. */
  @Test
  void theIntegrationTestHasARowForEachSetting() throws IOException {
    Set<String> asked = new TreeSet<>();
    // The sampler's argument is asked for only with such a sampler.
    Map<String, String> set = Map.of("OTEL_TRACES_SAMPLER", "traceidratio");
    Destination destination =
        Destination.of(
            TelemetryMode.OTLP,
            name -> null,
            name -> {
              asked.add(name);
              return set.get(name);
            });
    assertEquals(List.of(), List.copyOf(destination.faults()));
    assertEquals(List.of(), List.copyOf(destination.faultsOfLogs()));
    assertEquals(List.of(), List.copyOf(destination.surprises()));
    assertTrue(asked.contains("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT"), asked::toString);

    String rows = Files.readString(ROWS);
    asked.removeIf(name -> Pattern.compile("(?m)^ +" + name + "=.* -> ").matcher(rows).find());
    assertEquals(Set.of(), asked);
  }

  private static Destination of(String setting) {
    int equals = setting.indexOf('=');
    return of(Map.of(setting.substring(0, equals), setting.substring(equals + 1)));
  }

  private static Destination of(Map<String, String> set) {
    return Destination.of(TelemetryMode.OTLP, set::get, set::get);
  }
}
