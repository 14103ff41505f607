package io.acceptlag.agent.telemetry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address of a collector as it may be shown. Everything except host, port and path may be a
 * secret: a query, or user information, which ends at the last @ if one was not encoded. An invalid
 * address is not shown at all, because it is not known where a secret begins.
 */
final class CollectorAddress {
  private static final String EXPECTED = "http://host:port or https://host:port";
  private static final int PORT_MAX = 65535;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final String PATH_MARKS = "-._~!$&'()*+,;=:%/";

  /** What is wrong with it, to follow the name of its setting; null if nothing is. */
  final @Nullable String fault;

  private final String shown;
  private final String host;
  private final int port;

  private CollectorAddress(String shown, String host, int port, @Nullable String fault) {
    this.shown = shown;
    this.host = host;
    this.port = port;
    this.fault = fault;
  }

  /**
   * @param mayHavePath false if the protocol determines the path
   */
  static CollectorAddress of(String text, boolean mayHavePath) {
    String scheme = scheme(text);
    if (scheme == null) {
      return faulty("does not begin with http:// or https://; right is " + EXPECTED);
    }
    String rest = text.substring(scheme.length());
    int end = endOfAuthority(rest);
    String authority = rest.substring(0, end);
    String path = rest.substring(end);
    if (path.indexOf('@') >= 0 || authority.indexOf('@') != authority.lastIndexOf('@')) {
      return faulty(
          "has an @ in a wrong place; within a user, a password or a path it is written %40,"
              + " and / ? # are %2F %3F %23");
    }
    if (path.indexOf('?') >= 0) {
      return faulty("has a query (?), which OTLP does not allow; right is " + EXPECTED);
    }
    if (path.indexOf('#') >= 0) {
      return faulty("has a fragment (#), which OTLP does not allow; right is " + EXPECTED);
    }
    String hostAndPort = authority.substring(authority.indexOf('@') + 1);
    int portMark =
        hostAndPort.startsWith("[") ? hostAndPort.indexOf("]:") + 1 : hostAndPort.indexOf(':');
    boolean hasPort = portMark > 0;
    String host = hasPort ? hostAndPort.substring(0, portMark) : hostAndPort;
    if (!isHost(host)) {
      return faulty("names no host; right is " + EXPECTED);
    }
    if (hasPort && !isPort(hostAndPort.substring(portMark + 1))) {
      return faulty("has a port that is not a number from 1 to " + PORT_MAX);
    }
    if (!isPath(path)) {
      return faulty("has a character in its path that must be percent-encoded");
    }
    if (!mayHavePath && path.length() > 1) {
      return faulty("has a path, which grpc does not allow; right is " + EXPECTED);
    }
    int port =
        hasPort
            ? Integer.parseInt(hostAndPort.substring(portMark + 1))
            : scheme.equals("https://") ? HTTPS_PORT : HTTP_PORT;
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new CollectorAddress(scheme + hostAndPort + path, name, port, null);
  }

  /** A name, or an address without brackets. */
  String host() {
    return host;
  }

  int port() {
    return port;
  }

  boolean isHttps() {
    return shown.regionMatches(true, 0, "https:", 0, "https:".length());
  }

  private static CollectorAddress faulty(String fault) {
    return new CollectorAddress("(address not valid)", "", 0, fault);
  }

  private static @Nullable String scheme(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://")) {
      return "http://";
    }
    return lower.startsWith("https://") ? "https://" : null;
  }

  private static int endOfAuthority(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if ("/?#".indexOf(rest.charAt(i)) >= 0) {
        return i;
      }
    }
    return rest.length();
  }

  private static boolean isHost(String host) {
    boolean isIpv6 = host.startsWith("[") && host.endsWith("]");
    String inner = isIpv6 ? host.substring(1, host.length() - 1) : host;
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (!Character.isLetterOrDigit(c) && (isIpv6 ? ":.%" : "-._").indexOf(c) < 0) {
        return false;
      }
    }
    return !inner.isEmpty();
  }

  private static boolean isPort(String port) {
    if (!port.matches("[0-9]{1,5}")) {
      return false;
    }
    int number = Integer.parseInt(port);
    return number >= 1 && number <= PORT_MAX;
  }

  private static boolean isPath(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean isPlain = c < 128 && Character.isLetterOrDigit(c);
      if (!isPlain && PATH_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return shown;
  }
}
