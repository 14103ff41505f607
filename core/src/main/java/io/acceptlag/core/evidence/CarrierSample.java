package io.acceptlag.core.evidence;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The carriers of virtual threads, in one sample of an acceptor that is a virtual thread. A virtual
 * thread runs only while it is mounted on a carrier, which meanwhile can run no other.
 */
public final class CarrierSample {
  /** The acceptor is no virtual thread, or its carriers are not known. */
  public static final CarrierSample UNKNOWN = of(false, false);

  private final boolean acceptorVirtual;
  private final boolean acceptorMounted;
  private final int parallelism;
  private final int carriers;
  private final int held;
  private final Set<Long> holderIds;
  private final List<AcceptorSample> holders;

  /**
   * @param parallelism how many carriers the scheduler keeps running; it adds more only for those
   *     that it knows to be blocked
   * @param carriers how many there are now, without those that the scheduler keeps as spares
   * @param held how many of them have a virtual thread mounted
   * @param holderIds the numbers of those threads
   * @param holders samples of those threads, each in the state of its carrier; only some if they
   *     are many, none if a carrier is free
   */
  public CarrierSample(
      boolean acceptorVirtual,
      boolean acceptorMounted,
      int parallelism,
      int carriers,
      int held,
      Set<Long> holderIds,
      List<AcceptorSample> holders) {
    this.acceptorVirtual = acceptorVirtual;
    this.acceptorMounted = acceptorMounted;
    this.parallelism = parallelism;
    this.carriers = carriers;
    this.held = held;
    this.holderIds = holderIds;
    this.holders = holders;
  }

  /** Of an acceptor whose carriers are not known. */
  public static CarrierSample of(boolean acceptorVirtual, boolean acceptorMounted) {
    return new CarrierSample(
        acceptorVirtual,
        acceptorMounted,
        -1,
        -1,
        -1,
        Collections.emptySet(),
        Collections.emptyList());
  }

  /** Whether the acceptor needs a carrier before it can go on. */
  public boolean acceptorWithoutCarrier() {
    return acceptorVirtual && !acceptorMounted;
  }

  boolean acceptorVirtual() {
    return acceptorVirtual;
  }

  boolean acceptorMounted() {
    return acceptorMounted;
  }

  int parallelism() {
    return parallelism;
  }

  public int carriers() {
    return carriers;
  }

  int held() {
    return held;
  }

  Set<Long> holderIds() {
    return holderIds;
  }

  public List<AcceptorSample> holders() {
    return holders;
  }

  /** Whether the acceptor has no carrier, and none is free for it. */
  public boolean isNoneFree() {
    return acceptorWithoutCarrier()
        && carriers > 0
        && held == carriers
        // The scheduler starts another one if it has fewer.
        && carriers >= parallelism
        && !holders.isEmpty();
  }
}
