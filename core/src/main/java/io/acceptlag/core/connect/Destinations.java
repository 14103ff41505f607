package io.acceptlag.core.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of this process. Looking one up takes a few array reads. None is ever forgotten,
 * so their number is bounded, and those beyond the bound are counted together.
 */
public final class Destinations {
  static final int MAX = 256;

  /** Twice as many, so that few share a place. */
  private static final int SLOTS = 2 * MAX;

  private final AtomicReferenceArray<@Nullable Destination> slots =
      new AtomicReferenceArray<>(SLOTS);
  private final AtomicInteger count = new AtomicInteger();

  /** In the order in which they came. */
  private final AtomicReferenceArray<@Nullable Destination> inOrder =
      new AtomicReferenceArray<>(MAX);

  private final Destination others = Destination.ofOthers();

  /** As {@link #of(long, long, int, boolean)}. */
  Destination of(Endpoint endpoint) {
    return of(endpoint.high(), endpoint.low(), endpoint.port(), endpoint.ipv6());
  }

  /**
   * Makes an object only for a destination that is new.
   *
   * @param high the first 8 bytes of an IPv6 address, 0 of IPv4
   * @param low the last 8 bytes, or the 4 of IPv4
   */
  Destination of(long high, long low, int port, boolean ipv6) {
    int slot = spread(high ^ low ^ ((long) port << 32));
    for (int i = 0; i < SLOTS; i++) {
      Destination found = slots.get(slot);
      if (found == null) {
        found = enter(slot, new Destination(new Endpoint(high, low, port, ipv6)));
      }
      if (found.endpoint().is(high, low, port, ipv6) || found == others) {
        return found;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    return others;
  }

  /**
   * Enters a destination, unless another thread was first. Happens once for each, so a lock does no
   * harm.
   */
  private synchronized Destination enter(int slot, Destination made) {
    Destination present = slots.get(slot);
    int place = count.get();
    if (present != null || place >= MAX) {
      return present == null ? others : present;
    }
    slots.set(slot, made);
    inOrder.set(place, made);
    count.set(place + 1);
    return made;
  }

  /**
   * All that have been connected to, or tried to, the earliest first; those counted together last.
   */
  public List<Destination> all() {
    List<Destination> all = new ArrayList<>();
    for (int i = 0; i < MAX; i++) {
      Destination each = inOrder.get(i);
      if (each != null) {
        all.add(each);
      }
    }
    if (count.get() >= MAX) {
      all.add(others);
    }
    return all;
  }

  private static int spread(long key) {
    // Fibonacci hashing: addresses of one network differ in their last bits only.
    return (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> 55);
  }
}
