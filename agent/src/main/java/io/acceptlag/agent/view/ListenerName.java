package io.acceptlag.agent.view;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The name of one listener, or of several at one address. */
public final class ListenerName {
  /** The name of all that have no name of their own, as in the metrics. */
  public static final String OTHER = "_OTHER";

  private final String port;
  private final @Nullable String host;

  /**
   * @param port {@link #OTHER} for those that have no name of their own
   * @param host null if no other listener has that port
   */
  ListenerName(String port, @Nullable String host) {
    this.port = port;
    this.host = host;
  }

  public String port() {
    return port;
  }

  /** Numeric, without brackets; null if no other listener has that port. */
  public @Nullable String host() {
    return host;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ListenerName
        && ((ListenerName) other).port.equals(port)
        && Objects.equals(((ListenerName) other).host, host);
  }

  @Override
  public int hashCode() {
    return 31 * port.hashCode() + Objects.hashCode(host);
  }

  @Override
  public String toString() {
    return host == null ? port : host + " " + port;
  }
}
