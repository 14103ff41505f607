package io.acceptlag.core.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a report says to a machine: figures and words by key, in the order of the line. */
public final class Pairs {
  static final Pairs NONE = new Builder().build();

  private final Map<Key, Object> values;

  // Not private: for its builder the compiler would make a class more, to be loaded in trouble.
  Pairs(Map<Key, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  public boolean has(Key key) {
    return values.containsKey(key);
  }

  /** -1 where there is none, or it is no number. */
  public long number(Key key) {
    Object value = values.get(key);
    return value instanceof Long ? (Long) value : -1;
  }

  /** Null where there is none. */
  public @Nullable String text(Key key) {
    Object value = values.get(key);
    return value == null ? null : value.toString();
  }

  /** These pairs and the others; where both have a key, the others' value wins. */
  public Pairs with(Pairs others) {
    Map<Key, Object> both = new LinkedHashMap<>(values);
    both.putAll(others.values);
    return new Pairs(both);
  }

  /** Adds all pairs to a line, by the text of their keys. */
  void addTo(Map<String, String> line) {
    values.forEach((key, value) -> line.put(key.text(), value.toString()));
  }

  /** Pairs that are being collected, in the order of the line. */
  public static final class Builder {
    private final Map<Key, Object> values = new LinkedHashMap<>();

    public Builder put(Key key, long figure) {
      values.put(key, figure);
      return this;
    }

    public Builder put(Key key, String word) {
      values.put(key, word);
      return this;
    }

    /** Leaves out a figure below 0, which is not known. */
    public Builder putKnown(Key key, long figure) {
      return figure < 0 ? this : put(key, figure);
    }

    /** Leaves out a count of 0, and one that is not known. */
    public Builder putAny(Key key, long count) {
      return count <= 0 ? this : put(key, count);
    }

    public Pairs build() {
      return new Pairs(new LinkedHashMap<>(values));
    }
  }
}
