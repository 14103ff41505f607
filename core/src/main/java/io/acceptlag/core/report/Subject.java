package io.acceptlag.core.report;

import io.acceptlag.core.kernel.LocalAddress;

/** What a report is about: a listener of this process, or a destination of its connects. */
public final class Subject {
  private static final Subject OTHERS = new Subject(Key.DESTINATION, "", 0, false, "other");

  private final Key key;
  private final String host;
  private final int port;
  private final boolean ipv6;
  private final String text;

  private Subject(Key key, String host, int port, boolean ipv6, String text) {
    this.key = key;
    this.host = host;
    this.port = port;
    this.ipv6 = ipv6;
    this.text = text;
  }

  public static Subject listener(LocalAddress address) {
    return new Subject(
        Key.LISTENER, address.host(), address.port(), address.ipv6(), address.toString());
  }

  /**
   * @param host numeric, without brackets
   * @param text both together, as a line has them
   */
  public static Subject destination(String host, int port, boolean ipv6, String text) {
    return new Subject(Key.DESTINATION, host, port, ipv6, text);
  }

  /** All the destinations that are not told apart. */
  public static Subject otherDestinations() {
    return OTHERS;
  }

  /** {@link Key#LISTENER} or {@link Key#DESTINATION}. */
  public Key key() {
    return key;
  }

  public boolean isListener() {
    return key == Key.LISTENER;
  }

  /** Whether it stands for several destinations, and has no address. */
  public boolean isOthers() {
    return port == 0;
  }

  /** Numeric, without brackets. */
  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public boolean ipv6() {
    return ipv6;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Subject
        && ((Subject) other).key == key
        && ((Subject) other).text.equals(text);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + text.hashCode();
  }

  /** As a line of the log has it. */
  @Override
  public String toString() {
    return text;
  }
}
