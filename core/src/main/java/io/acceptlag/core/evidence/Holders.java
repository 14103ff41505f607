package io.acceptlag.core.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who holds the lock that a thread waits for, who holds the one that this holder waits for, and so
 * on.
 */
public final class Holders {
  /** It waits for no lock that a thread holds. */
  public static final Holders NONE = new Holders(Collections.emptyList(), false);

  private final List<AcceptorSample> chain;
  private final boolean deadlock;

  /**
   * @param chain the nearest first
   * @param deadlock whether the last one waits for one of the others, or for the thread itself
   */
  public Holders(List<AcceptorSample> chain, boolean deadlock) {
    this.chain = Collections.unmodifiableList(new ArrayList<>(chain));
    this.deadlock = deadlock;
  }

  /**
   * For a thread that seems to wait for the initialisation of a class: the only other thread in a
   * static initialiser.
   *
   * @param all threads that there are
   */
  public static Holders ofInitialiser(AcceptorSample waiting, List<AcceptorSample> all) {
    AcceptorSample only = null;
    for (AcceptorSample each : all) {
      if (!each.threadName().equals(waiting.threadName())
          && Frames.initialiser(each.stack()) != null) {
        if (only != null) {
          return NONE;
        }
        only = each;
      }
    }
    return only == null ? NONE : new Holders(Collections.singletonList(only), false);
  }

  public List<AcceptorSample> chain() {
    return chain;
  }

  public boolean deadlock() {
    return deadlock;
  }
}
