package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever OpenTelemetry's variables hold: what is wrong is said once, no line has any of the
 * secret, and the application ends as it would without us.
 */
class TelemetrySettingsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SECRET = "S3CRET";

  /**
   * One JVM each: variables, with what is said of them behind the arrow. Where that is only of what
   * has no effect, or of log records, telemetry arrives.
   */
  private static final List<String> SETTINGS =
      List.of(
          """
          OTEL_EXPORTER_OTLP_ENDPOINT=user:S3CRET@127.0.0.1:4318 -> does not begin with http:// or https://
          OTEL_EXPORTER_OTLP_HEADERS=api-key=S3CRET%0A -> has what no HTTP header can have, in header 1
          OTEL_EXPORTER_OTLP_COMPRESSION=S3CRET -> is not one of gzip, none
          OTEL_EXPORTER_OTLP_TIMEOUT=S3CRET -> is not a time that can be; right are milliseconds from 0 on
          OTEL_EXPORTER_OTLP_CERTIFICATE=/nowhere/S3CRET.pem -> names a file that is not there
          OTEL_EXPORTER_OTLP_CLIENT_KEY=/etc/hostname -> is set without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE
          OTEL_METRIC_EXPORT_INTERVAL=S3CRET -> is not a time that can be; right are milliseconds from 1 on
          OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=S3CRET -> is not one of cumulative, delta, lowmemory
          OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=S3CRET -> is not one of explicit_bucket_histogram,
          OTEL_RESOURCE_ATTRIBUTES=S3CRET -> is not right in entry 1; right is name=value
          OTEL_TRACES_SAMPLER=S3CRET -> is not one of always_on, always_off,
          OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=S3CRET -> is not a whole number; right is one from 0 on
          OTEL_BSP_SCHEDULE_DELAY=S3CRET -> is not a time
          OTEL_BSP_MAX_EXPORT_BATCH_SIZE=S3CRET -> is not a whole number; right is one from 1 on
          OTEL_SDK_DISABLED=S3CRET -> is neither true nor false, and counts as false
          OTEL_CONFIG_FILE=/nowhere/S3CRET.yaml -> is not for acceptlag
          OTEL_TRACES_EXPORTER=S3CRET,otlp -> names more than otlp
          """,
          """
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://user:S3/CRET@127.0.0.1 -> has an @ in a wrong place
          OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:99999 -> has a port that is not a number from 1 to 65535
          OTEL_EXPORTER_OTLP_TRACES_HEADERS=api-key=S3CRETé -> has what no HTTP header can have
          OTEL_EXPORTER_OTLP_METRICS_HEADERS=a=b,S3CRET -> is not right in header 2; right is name=value
          OTEL_EXPORTER_OTLP_TIMEOUT=-5 -> is not a time
          OTEL_METRIC_EXPORT_INTERVAL=0 -> is not a time
          OTEL_TRACES_SAMPLER=traceidratio
          OTEL_TRACES_SAMPLER_ARG=S3CRET -> is not a share; right is a number from 0 to 1
          OTEL_RESOURCE_ATTRIBUTES==S3CRET -> is not right in entry 1
          OTEL_BSP_MAX_QUEUE_SIZE=-1 -> is not a whole number; right is one from 1 on
          OTEL_BSP_EXPORT_TIMEOUT=S3CRET -> is not a time
          OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=-1 -> is not a whole number; right is one from 0 on
          OTEL_ATTRIBUTE_COUNT_LIMIT=S3CRET -> is not a whole number; right is one from 0 on
          OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT=1.5 -> is not a whole number; right is one from 0 on
          OTEL_SPAN_EVENT_COUNT_LIMIT=S3CRET -> is not a whole number; right is one from 0 on
          OTEL_SPAN_LINK_COUNT_LIMIT=99999999999 -> is not a whole number; right is one from 0 on
          """,
          """
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://us@er:S3CRET@127.0.0.1 -> has an @ in a wrong place
          OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1/?token=S3CRET -> has a query (?)
          OTEL_EXPORTER_OTLP_TRACES_HEADERS=api-key=S3CRET%0A -> has what no HTTP header can have, in header 1
          OTEL_EXPORTER_OTLP_METRICS_HEADERS=a=b,api-key=S3CRETé -> has what no HTTP header can have, in header 2
          OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=/nowhere/S3CRET.pem -> names a file that is not there
          OTEL_EXPORTER_OTLP_CLIENT_KEY=/etc/hostname
          """,
          """
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=ftp://S3CRET/ -> does not begin with http:// or https://
          OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://S3CRET 1 -> names no host
          OTEL_EXPORTER_OTLP_METRICS_HEADERS=api key=S3CRET -> has what no HTTP header can have
          OTEL_EXPORTER_OTLP_TRACES_HEADERS=key=S3CRET%zz -> has what no HTTP header can have
          """,
          """
          OTEL_EXPORTER_OTLP_PROTOCOL=S3CRET -> is not one of grpc, http/protobuf
          OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:port -> has a port that is not a number
          OTEL_EXPORTER_OTLP_METRICS_HEADERS=api-key=S3CRET%0A -> has what no HTTP header can have, in header 1
          """,
          """
          OTEL_EXPORTER_OTLP_PROTOCOL=grpc
          OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1/S3CRET -> has a path, which grpc does not allow
          OTEL_EXPORTER_OTLP_HEADERS=api-key=S3CRET%0A -> has what no HTTP header can have
          """,
          """
          OTEL_EXPORTER_OTLP_CERTIFICATE=/etc/hostname -> names a file without certificates; right is a PEM file
          OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE=/etc/passwd -> names a file without certificates; right is a PEM file
          OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/etc/group -> names a file without certificates; right is a PEM file
          OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY=/etc/passwd
          OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE=/etc/hostname -> names a file without certificates; right is a PEM file
          OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE=/etc/group -> names a file without certificates; right is a PEM file
          OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=/etc/passwd
          OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE=/etc/services -> names a file without certificates; right is a PEM file
          OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY=/etc/passwd
          """,
          """
          OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=S3CRET -> is not one of grpc, http/protobuf
          OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/S3CRET -> is not one of grpc, http/protobuf
          OTEL_EXPORTER_OTLP_TRACES_COMPRESSION=S3CRET -> is not one of gzip, none
          OTEL_EXPORTER_OTLP_METRICS_COMPRESSION=S3CRET -> is not one of gzip, none
          OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=S3CRET -> is not a time that can be
          OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=-1 -> is not a time that can be
          OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE=/nowhere/S3CRET.pem -> names a file that is not there
          OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE=/etc -> names a folder or device; right is a PEM file
          OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=/etc/hostname -> is set without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE
          OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE=/nowhere/S3CRET -> names a file that is not there
          OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY=/dev/null -> names a folder or device; right is a PEM file
          OTEL_LOGS_EXPORTER=otlp
          OTEL_EXPORTER_OTLP_LOGS_TIMEOUT=S3CRET -> is not a time that can be
          OTEL_JAVA_METRICS_CARDINALITY_LIMIT=S3CRET -> is not a whole number; right is one from 1 on
          """,
          """
          OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=user:S3CRET@127.0.0.1:4318 -> does not begin with http:// or https://
          OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=S3CRET -> is not one of grpc, http/protobuf
          OTEL_EXPORTER_OTLP_LOGS_HEADERS=api-key=S3CRET%0A -> has what no HTTP header can have, in header 1
          OTEL_EXPORTER_OTLP_LOGS_COMPRESSION=S3CRET -> is not one of gzip, none
          OTEL_EXPORTER_OTLP_LOGS_TIMEOUT=S3CRET -> is not a time that can be
          OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/nowhere/S3CRET.pem -> names a file that is not there
          OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY=/etc/hostname -> is set without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE
          OTEL_BLRP_SCHEDULE_DELAY=S3CRET -> is not a time that can be
          OTEL_BLRP_EXPORT_TIMEOUT=-1 -> is not a time that can be
          OTEL_BLRP_MAX_QUEUE_SIZE=0 -> is not a whole number; right is one from 1 on
          OTEL_BLRP_MAX_EXPORT_BATCH_SIZE=S3CRET -> is not a whole number; right is one from 1 on
          """,
          """
          OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/etc/hostname -> names a file without certificates; right is a PEM file
          OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://user:S3CRET@127.0.0.1:<port>/ -> has a user, which is not sent
          OTEL_JAVA_EXPORTER_MEMORY_MODE=S3CRET -> is neither immutable_data nor reusable_data, and has no effect
          OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED=S3CRET -> is neither true nor false, and counts as false
          OTEL_EXPERIMENTAL_SDK_TELEMETRY_VERSION=S3CRET
          OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT=S3CRET
          OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT=S3CRET
          """,
          """
          OTEL_EXPORTER_OTLP_ENDPOINT=http://user:S3CRET@127.0.0.1:<port>/base -> has a user, which is not sent
          OTEL_EXPORTER_OTLP_HEADERS=api-key=S3CRET%20%21
          OTEL_EXPORTER_OTLP_INSECURE=S3CRET
          OTEL_EXPORTER_OTLP_TIMEOUT=99999999999
          OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=base2_exponential_bucket_histogram -> asks for exponential histograms
          OTEL_RESOURCE_ATTRIBUTES=a=S3CRET%zz,b=%
          OTEL_SERVICE_NAME=S3CRET | x=yé
          OTEL_METRICS_EXPORTER=S3CRET,otlp -> names more than otlp
          OTEL_LOGS_EXPORTER=S3CRET -> names more than otlp, but acceptlag exports log records by otlp only
          OTEL_PROPAGATORS=S3CRET
          OTEL_METRIC_EXPORT_TIMEOUT=S3CRET
          OTEL_METRICS_EXEMPLAR_FILTER=S3CRET
          OTEL_SDK_DISABLED=S3CRET -> is neither true nor false, and counts as false
          OTEL_CONFIG_FILE=/nowhere/S3CRET.yaml -> is not for acceptlag
          OTEL_BSP_EXPORT_TIMEOUT=0
          OTEL_METRIC_EXPORT_INTERVAL=300 ms
          """,
          """
          OTEL_EXPORTER_OTLP_TIMEOUT=0
          OTEL_EXPORTER_OTLP_HEADERS=host=S3CRET,content-length=7,transfer-encoding=S3CRET
          """);

  private final MockWebServer server = new MockWebServer();

  static Stream<Arguments> settings() {
    return Jdks.oldestAndNewest(8).stream()
        .flatMap(jdk -> SETTINGS.stream().map(settings -> Arguments.of(jdk, settings)));
  }

  @BeforeEach
  void start() throws Exception {
    server.setProtocols(List.of(Protocol.HTTP_1_1));
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().code(200).build();
          }
        });
    server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void reportsWhatIsWrongOnceAndLosesTelemetryOnly(Jdk jdk, String settings) throws Exception {
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            // Each accept makes a span, and no line.
            .agent("log=stderr,warn.wait=60s,span.wait=50ms")
            .main("example.export.Exporting", Workspace.programs())
            .env("LC_ALL", "C.UTF-8")
            .env("OTEL_METRIC_EXPORT_INTERVAL", "300")
            .env("OTEL_BSP_SCHEDULE_DELAY", "100")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getPort());
    List<String> expected = new ArrayList<>();
    for (String line : settings.lines().toList()) {
      String[] parts = line.split(" -> ", 2);
      int equals = parts[0].indexOf('=');
      String name = parts[0].substring(0, equals);
      builder.env(
          name,
          parts[0].substring(equals + 1).replace("<port>", Integer.toString(server.getPort())));
      if (parts.length == 2) {
        expected.add(name + " " + parts[1]);
      }
    }
    try (AgentJvm jvm = builder.start()) {
      jvm.awaitStdout("READY", SOON);
      for (String sentence : expected) {
        jvm.awaitLog(sentence, line -> line.sentence().contains(sentence), SOON);
      }
      if (expected.stream().noneMatch(sentence -> isFault(jvm, sentence))) {
        assertNotNull(server.takeRequest(SOON.toSeconds(), TimeUnit.SECONDS), jvm::toString);
      }
      jvm.send("end");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(List.of("READY"), jvm.stdout().lines());
      assertFalse(String.join("\n", jvm.stderr().lines()).contains(SECRET), jvm::toString);
      List<LogLine> warnings =
          jvm.log().stream().filter(line -> !line.level().equals("INFO")).toList();
      for (String sentence : expected) {
        assertEquals(
            1,
            warnings.stream().filter(line -> line.sentence().contains(sentence)).count(),
            () -> sentence + "\n" + jvm);
      }
      assertEquals(expected.size(), warnings.size(), jvm::toString);
    }
  }

  private static boolean isFault(AgentJvm jvm, String sentence) {
    return jvm.log().stream()
        .anyMatch(line -> line.sentence().startsWith("Cannot start telemetry: " + sentence));
  }
}
