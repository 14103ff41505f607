package io.acceptlag.agent.telemetry.bridge;

import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.List;

/** Attributes as alternating keys and values. */
public final class Flat {
  private Flat() {}

  public static Object[] of(Attributes attributes) {
    List<Object> flat = new ArrayList<>(2 * attributes.size());
    attributes.forEach(
        (key, value) -> {
          flat.add(key.getKey());
          flat.add(value);
        });
    return flat.toArray();
  }
}
