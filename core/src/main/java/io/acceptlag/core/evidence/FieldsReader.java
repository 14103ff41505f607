package io.acceptlag.core.evidence;

import io.acceptlag.core.text.ForeignText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link FieldsWriter} has written. */
final class FieldsReader extends Fields {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();

  FieldsReader(List<String> lines) {
    List<String> list = new ArrayList<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      int colon = line.indexOf(':');
      if (line.startsWith("  ")) {
        list.add(unescaped(line.substring(2)));
      } else if (equals > 0 && (colon < 0 || equals < colon)) {
        values.put(line.substring(0, equals), unescaped(line.substring(equals + 1)));
      } else if (colon > 0) {
        String same = line.substring(colon + 1).trim();
        list = same.isEmpty() ? new ArrayList<>() : lists.getOrDefault(same, list);
        lists.put(line.substring(0, colon), list);
      } else {
        throw new IllegalArgumentException(ForeignText.quoted(line) + " is no line of a recording");
      }
    }
  }

  @Override
  @Nullable String optional(String name, @Nullable String value) {
    return values.remove(name);
  }

  @Override
  List<String> lines(String name, List<String> lines) {
    List<String> found = lists.remove(name);
    return found == null ? lines : found;
  }

  /** Fails for fields that nobody has asked for: of a later version, or misspelt by hand. */
  void assertAllRead() {
    if (!values.isEmpty() || !lists.isEmpty()) {
      throw new IllegalArgumentException(
          "this version does not know "
              + (values.isEmpty() ? lists.keySet() : values.keySet())
              + " of the recording; a newer one wrote it, or it was edited");
    }
  }

  private static String unescaped(String text) {
    StringBuilder value = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i) == 'n' ? '\n' : text.charAt(i) == 'r' ? '\r' : text.charAt(i);
      }
      value.append(c);
    }
    return value.toString();
  }
}
