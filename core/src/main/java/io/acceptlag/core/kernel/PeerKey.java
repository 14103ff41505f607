package io.acceptlag.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The address and port of the other end of a connection, hashed to one number that is almost
 * certainly unique. So the acceptor's thread can keep and compare it without making an object. An
 * IPv4-mapped address counts as IPv4.
 */
public final class PeerKey {
  /** The key of no connection. */
  public static final long NONE = 0;

  /** The least key: smaller numbers are free for other uses. */
  public static final long LEAST = 2;

  private static final int GROUPS = 8;

  private PeerKey() {}

  /** IPv4 in network order. */
  public static long ofIpv4(int address, int port) {
    return mix(0, 0xffff_0000_0000L | (address & 0xffff_ffffL), port);
  }

  /** IPv6 in network order. */
  public static long ofIpv6(long high, long low, int port) {
    return mix(high, low, port);
  }

  /**
   * The key of an address as other libraries spell it: {@code 10.0.0.1}, {@code 0:0:0:0:0:0:0:1},
   * {@code [::1]}, {@code ::ffff:10.0.0.1}, {@code fe80::1%eth0}. {@link #NONE} if it is none of
   * these.
   */
  public static long parse(String address, long port) {
    if (port < 1 || port > 0xffff) {
      return NONE;
    }
    String text = address;
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    int zone = text.indexOf('%');
    if (zone >= 0) {
      text = text.substring(0, zone);
    }
    if (text.indexOf(':') < 0) {
      long ipv4 = ipv4(text);
      return ipv4 < 0 ? NONE : ofIpv4((int) ipv4, (int) port);
    }
    int[] groups = ipv6(text);
    return groups == null ? NONE : ofIpv6(half(groups, 0), half(groups, 4), (int) port);
  }

  /** -1 if it is none. */
  private static long ipv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return -1;
    }
    long address = 0;
    for (String part : parts) {
      int number = number(part, 10, 3);
      if (number < 0 || number > 255) {
        return -1;
      }
      address = address << 8 | number;
    }
    return address;
  }

  private static int @Nullable [] ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      int[] all = groups(text);
      return all != null && all.length == GROUPS ? all : null;
    }
    int[] before = groups(text.substring(0, gap));
    int[] after = groups(text.substring(gap + 2));
    if (before == null || after == null || before.length + after.length >= GROUPS) {
      return null;
    }
    int[] all = new int[GROUPS];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(after, 0, all, GROUPS - after.length, after.length);
    return all;
  }

  private static int @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    String last = parts[parts.length - 1];
    boolean endsAsIpv4 = last.indexOf('.') >= 0;
    int[] groups = new int[endsAsIpv4 ? parts.length + 1 : parts.length];
    for (int i = 0; i < parts.length - (endsAsIpv4 ? 1 : 0); i++) {
      groups[i] = number(parts[i], 16, 4);
      if (groups[i] < 0) {
        return null;
      }
    }
    if (endsAsIpv4) {
      long ipv4 = ipv4(last);
      if (ipv4 < 0) {
        return null;
      }
      groups[parts.length - 1] = (int) (ipv4 >>> 16);
      groups[parts.length] = (int) ipv4 & 0xffff;
    }
    return groups;
  }

  /** -1 if it is none, or has more digits than that. */
  private static int number(String text, int radix, int digitsMax) {
    if (text.isEmpty() || text.length() > digitsMax) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    return number;
  }

  private static long half(int[] groups, int from) {
    long half = 0;
    for (int i = from; i < from + 4; i++) {
      half = half << 16 | groups[i];
    }
    return half;
  }

  /** The last step of MurmurHash3, twice. */
  private static long mix(long high, long low, int port) {
    long mixed = mix(mix(high * 0x9e37_79b9_7f4a_7c15L + low) + port);
    return mixed >= 0 && mixed < LEAST ? LEAST : mixed;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51_afd7_ed55_8ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
