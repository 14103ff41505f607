package io.acceptlag.core.kernel;

/**
 * Addresses as text. InetAddress could do it, but would initialise the name service before the
 * application does (a service provider since JDK 18).
 */
public final class IpText {
  private IpText() {}

  public static String ipv4(int address) {
    return (address >>> 24)
        + "."
        + ((address >>> 16) & 0xff)
        + "."
        + ((address >>> 8) & 0xff)
        + "."
        + (address & 0xff);
  }

  /** The shortest form, as in RFC 5952. */
  public static String ipv6(long high, long low) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i & 3))) & 0xffff;
    }
    int zerosStart = -1;
    int zerosLength = 1; // a single zero group is not worth "::"
    for (int i = 0; i < 8; ) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > zerosLength) {
        zerosStart = i;
        zerosLength = end - i;
      }
      i = Math.max(end, i + 1);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == zerosStart) {
        text.append("::");
        i += zerosLength - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /**
   * Whether the address is an IPv4-mapped one ({@code ::ffff:a.b.c.d}), as dual-stack listeners see
   * IPv4.
   */
  public static boolean isMappedIpv4(long high, long low) {
    return high == 0 && (low >>> 32) == 0xffff;
  }
}
