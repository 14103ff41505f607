package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.agent.config.TelemetryMode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AUTO |                                                         | none
          AUTO | OTEL_SERVICE_NAME=shop                                  | none
          AUTO | OTEL_EXPORTER_OTLP_ENDPOINT=                            | none
          AUTO | OTEL_EXPORTER_OTLP_PROTOCOL=grpc                        | none
          AUTO | OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318               | otlp http://c:4318
          AUTO | otel.exporter.otlp.endpoint=http://c:4318               | otlp http://c:4318
          AUTO | OTEL_EXPORTER_OTLP_ENDPOINT=https://me:secret@c:4318    | otlp https://c:4318
          AUTO | OTEL_TRACES_EXPORTER=otlp                               | otlp http://localhost:4318
          AUTO | OTEL_METRICS_EXPORTER=otlp                              | otlp http://localhost:4318
          AUTO | OTEL_METRICS_EXPORTER=prometheus,otlp                   | otlp http://localhost:4318
          AUTO | OTEL_METRICS_EXPORTER=prometheus                        | none
          AUTO | OTEL_TRACES_EXPORTER=none                               | none
          AUTO | OTEL_TRACES_EXPORTER=otlp OTEL_SDK_DISABLED=true        | none
          OTLP | OTEL_SDK_DISABLED=TRUE                                  | none
          OTLP | OTEL_SDK_DISABLED=false                                 | otlp http://localhost:4318
          OTLP |                                                         | otlp http://localhost:4318
          OTLP | OTEL_EXPORTER_OTLP_PROTOCOL=grpc                        | otlp http://localhost:4317
          OTLP | OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf               | otlp http://localhost:4318
          OTLP | OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none    | none
          OTLP | OTEL_EXPORTER_OTLP_ENDPOINT=http://a otel.exporter.otlp.endpoint=http://b | otlp http://b
          NONE | OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318               | none
          AUTO | OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://t/v1/traces   | otlp http://t/v1/traces and http://localhost:4318
          AUTO | OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://m OTEL_TRACES_EXPORTER=none | otlp http://m
          AUTO | OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://m | otlp http://c and http://m
          AUTO | OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://l | otlp http://c and http://l
          AUTO | OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://l OTEL_LOGS_EXPORTER=none | otlp http://c
          AUTO | OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://t OTEL_METRICS_EXPORTER=none | otlp http://t
          AUTO | OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://l | none
          """)
  void decides(TelemetryMode mode, String settings, String destination) {
    Destination decided = of(mode, settings);

    assertEquals(destination, decided.describe());
    assertEquals(destination.equals("none"), decided.isNone());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318                                    | false
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317                                    | true
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317/                                   | true
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:43170                                   | false
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_EXPORTER_OTLP_PROTOCOL=grpc   | false
          OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_EXPORTER_OTLP_PROTOCOL=grpc   | true
          """)
  void hintsAtTheOtherProtocolsPort(String settings, boolean hint) {
    assertEquals(hint, !of(TelemetryMode.AUTO, settings).hint(Signal.METRICS).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "false, OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318",
    "false, OTEL_EXPORTER_OTLP_ENDPOINT=http://https",
    "true, OTEL_EXPORTER_OTLP_ENDPOINT=https://c:4318",
    "true, OTEL_EXPORTER_OTLP_ENDPOINT=HTTPS://c:4318",
    "true, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://c:4318",
    "true, OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_CERTIFICATE=/etc/passwd",
    "true, OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=/etc/passwd"
        + " OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE=/etc/passwd",
    // What is not exported reads no certificate.
    "false, OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_LOGS_EXPORTER=none"
        + " OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/etc/passwd",
    "true, OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/etc/passwd",
    // Faults are said at once.
    "false, OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=/no/such.pem",
    "false, OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_CERTIFICATE=/no/such.pem",
    "false, OTEL_EXPORTER_OTLP_ENDPOINT=https://c:99999",
  })
  void knowsWhetherItNeedsSecurity(boolean needs, String settings) {
    assertEquals(needs, of(TelemetryMode.AUTO, settings).needsSecurity());
  }

  private static Destination of(TelemetryMode mode, String settings) {
    Map<String, String> set = new HashMap<>();
    for (String setting : settings == null ? new String[0] : settings.split(" ")) {
      set.put(
          setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    return Destination.of(mode, set::get, set::get);
  }
}
