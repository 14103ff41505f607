package io.acceptlag.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.List;

/** Attributes that come as alternating keys and values. */
final class Flat {
  private Flat() {}

  static Attributes attributes(Object[] flat) {
    AttributesBuilder attributes = Attributes.builder();
    for (int i = 0; i + 1 < flat.length; i += 2) {
      put(attributes, (String) flat[i], flat[i + 1]);
    }
    return attributes.build();
  }

  private static void put(AttributesBuilder attributes, String key, Object value) {
    if (value instanceof Long) {
      attributes.put(AttributeKey.longKey(key), (Long) value);
    } else if (value instanceof Double) {
      attributes.put(AttributeKey.doubleKey(key), (Double) value);
    } else if (value instanceof Boolean) {
      attributes.put(AttributeKey.booleanKey(key), (Boolean) value);
    } else if (value instanceof List) {
      attributes.put(AttributeKey.stringArrayKey(key), strings((List<?>) value));
    } else {
      attributes.put(AttributeKey.stringKey(key), String.valueOf(value));
    }
  }

  private static List<String> strings(List<?> values) {
    List<String> strings = new ArrayList<>(values.size());
    for (Object value : values) {
      strings.add(String.valueOf(value));
    }
    return strings;
  }
}
