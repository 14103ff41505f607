package io.acceptlag.agent.telemetry;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why the SDK cannot be built, if our own check of the settings found nothing. Its messages quote
 * values, which may be secrets, so only the names of settings are taken from them.
 */
final class SdkRefusal {
  private static final Pattern SETTING = Pattern.compile("otel\\.[a-z_]+(\\.[a-z_]+)*");

  /** A bound, because a chain of causes may be circular. */
  private static final int DEPTH_MAX = 10;

  private SdkRefusal() {}

  static String words(Throwable thrown) {
    Set<String> names = new LinkedHashSet<>();
    Throwable root = thrown;
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
      String message = root.getMessage();
      if (root instanceof ClassNotFoundException && message != null && message.indexOf(' ') > 0) {
        // A message with blanks is from our own loader, if the jar was changed; others are a class
        // name.
        return message;
      }
      names.addAll(settingsIn(message));
      if (root.getCause() == null) {
        break;
      }
      root = root.getCause();
    }
    String type = root.getClass().getSimpleName();
    return names.isEmpty()
        ? "the OpenTelemetry SDK cannot be built (" + type + ")"
        : "the OpenTelemetry SDK does not take "
            + String.join(", ", names)
            + " as it is set ("
            + type
            + ")";
  }

  private static Set<String> settingsIn(@Nullable String message) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = SETTING.matcher(message == null ? "" : message);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }
}
