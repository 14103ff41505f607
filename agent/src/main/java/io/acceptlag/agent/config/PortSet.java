package io.acceptlag.agent.config;

import java.util.BitSet;

/** An immutable set of TCP ports, 1 to 65535. */
public final class PortSet {
  private static final int HIGHEST = 65535;

  private final BitSet ports;

  private PortSet(BitSet ports) {
    this.ports = ports;
  }

  static PortSet all() {
    BitSet ports = new BitSet(HIGHEST + 1);
    ports.set(1, HIGHEST + 1);
    return new PortSet(ports);
  }

  static PortSet none() {
    return new PortSet(new BitSet());
  }

  /**
   * Reads ports and ranges of ports.
   *
   * @param list such as {@code 8080:9000-9100}; colons and commas both separate
   */
  static PortSet parse(String list) throws InvalidValueException {
    BitSet ports = new BitSet(HIGHEST + 1);
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      if (i == list.length() || list.charAt(i) == ':' || list.charAt(i) == ',') {
        addRange(ports, list.substring(start, i).trim());
        start = i + 1;
      }
    }
    return new PortSet(ports);
  }

  private static void addRange(BitSet ports, String range) throws InvalidValueException {
    int dash = range.indexOf('-');
    int first = port(dash < 0 ? range : range.substring(0, dash).trim());
    int last = dash < 0 ? first : port(range.substring(dash + 1).trim());
    if (first > last) {
      throw new InvalidValueException("where a range ends below its start");
    }
    ports.set(first, last + 1);
  }

  static int port(String text) throws InvalidValueException {
    if (text.isEmpty()) {
      throw new InvalidValueException("where a port is missing");
    }
    if (!Decimals.isDigits(text)) {
      throw new InvalidValueException("which is not a list of ports");
    }
    int port = text.length() > 5 ? HIGHEST + 1 : Integer.parseInt(text);
    if (port < 1 || port > HIGHEST) {
      throw new InvalidValueException("where a port is not from 1 to " + HIGHEST);
    }
    return port;
  }

  PortSet without(PortSet other) {
    BitSet rest = (BitSet) ports.clone();
    rest.andNot(other.ports);
    return new PortSet(rest);
  }

  /** Whether the port is in the set; false for every number that is not a port. */
  public boolean contains(int port) {
    return port > 0 && ports.get(port);
  }

  /** Whether no port is left out. */
  public boolean isAll() {
    return ports.cardinality() == HIGHEST;
  }

  boolean isEmpty() {
    return ports.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortSet && ports.equals(((PortSet) other).ports);
  }

  @Override
  public int hashCode() {
    return ports.hashCode();
  }

  /** The ports as the options take them: {@code all}, {@code none} or {@code 8080:9000-9100}. */
  @Override
  public String toString() {
    if (ports.isEmpty()) {
      return "none";
    }
    if (ports.cardinality() == HIGHEST) {
      return "all";
    }
    StringBuilder list = new StringBuilder();
    for (int first = ports.nextSetBit(0); first >= 0; ) {
      int end = ports.nextClearBit(first);
      list.append(list.length() == 0 ? "" : ":").append(first);
      if (end - 1 > first) {
        list.append('-').append(end - 1);
      }
      first = ports.nextSetBit(end);
    }
    return list.toString();
  }
}
