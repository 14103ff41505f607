package io.acceptlag.agent.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The names of metrics, spans and attributes, as rows of the interface's page. */
public final class TelemetryNames {
  private TelemetryNames() {}

  public static List<String> metrics() {
    return List.of(Metric.values()).stream()
        .map(
            metric ->
                "| `%s` | %s | %s | %s |"
                    .formatted(
                        metric.key,
                        metric
                            .kind
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .replace("long_", "")
                            .replace("double_", "")
                            .replace('_', ' '),
                        metric.unit,
                        metric.description))
        .toList();
  }

  public static List<String> spans() {
    return List.of(
        "| `" + Names.ACCEPT_INCIDENT + "` | from the first to the last trouble of a listener |",
        "| `"
            + Names.UNSERVED_INCIDENT
            + "` | from the first to the last trouble of connections that are not served |",
        "| `" + Names.ACCEPT_WAIT + "` | one slow connection, from handshake to accept |",
        "| `" + Names.FIRST_DATA + "` | a part of it: from accept to its client's first data |",
        "| `"
            + Names.FIRST_READ
            + "` | from that to the first read; also of connections of an unserved incident |",
        "| `" + Names.SYN_QUEUE_FULL + "` | from the first to the last loss before the queue |",
        "| `" + Names.CONNECT_TROUBLE + "` | trouble with connects to one destination |");
  }

  /** Of metrics and spans alike. */
  public static List<String> attributes() throws ReflectiveOperationException {
    Map<String, String> types = new TreeMap<>();
    for (Field field : Names.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == AttributeKey.class) {
        field.setAccessible(true);
        AttributeKey<?> key = (AttributeKey<?>) field.get(null);
        types.put(
            key.getKey(), key.getType().toString().toLowerCase(Locale.ROOT).replace('_', ' '));
      }
    }
    ConnectSpans.figures().forEach(name -> types.put(name, "long"));
    return types.entrySet().stream()
        .map(each -> "| `%s` | %s |".formatted(each.getKey(), each.getValue()))
        .toList();
  }
}
