package io.acceptlag.agent.jfr;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;

/** The events of flight recordings as rows of a table. */
public final class JfrNames {
  private static final List<Class<? extends Event>> EVENTS =
      List.of(AcceptWaitEvent.class, AcceptQueueEvent.class, IncidentEvent.class);

  private static final Set<String> OF_EVERY_EVENT =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  private JfrNames() {}

  public static Stream<String> fields() {
    return EVENTS.stream().map(EventType::getEventType).flatMap(JfrNames::fields);
  }

  public static Stream<String> settings() {
    return EVENTS.stream()
        .map(EventType::getEventType)
        .flatMap(
            event ->
                event.getSettingDescriptors().stream()
                    .filter(setting -> Set.of("period", "minimum").contains(setting.getName()))
                    .sorted(Comparator.comparing(setting -> setting.getName()))
                    .map(
                        setting ->
                            "| `%s#%s` | %s |"
                                .formatted(
                                    event.getName(),
                                    setting.getName(),
                                    setting.getDefaultValue())));
  }

  private static Stream<String> fields(EventType event) {
    return event.getFields().stream()
        .filter(field -> !OF_EVERY_EVENT.contains(field.getName()))
        .map(
            field ->
                "| `%s` | `%s` | %s | %s |"
                    .formatted(event.getName(), field.getName(), kind(field), field.getLabel()));
  }

  private static String kind(ValueDescriptor field) {
    String content = field.getContentType();
    String type = content == null ? field.getTypeName() : content;
    return type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
