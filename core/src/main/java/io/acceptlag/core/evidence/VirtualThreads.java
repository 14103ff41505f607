package io.acceptlag.core.evidence;

import java.util.Collections;
import java.util.List;

/** The virtual threads of the process, mounted or not. */
public final class VirtualThreads {
  /** Not asked for, or they cannot be listed. */
  public static final VirtualThreads UNKNOWN =
      new VirtualThreads(-1, false, Collections.emptyList());

  public static final VirtualThreads NONE = new VirtualThreads(0, true, Collections.emptyList());

  private final int count;
  private final boolean complete;
  private final List<AcceptorSample> samples;

  /**
   * @param count of those found
   * @param complete whether no other can be there
   * @param samples of the first ones
   */
  public VirtualThreads(int count, boolean complete, List<AcceptorSample> samples) {
    this.count = count;
    this.complete = complete;
    this.samples = samples;
  }

  int count() {
    return count;
  }

  boolean complete() {
    return complete;
  }

  public List<AcceptorSample> samples() {
    return samples;
  }

  /** Whether each of them has been sampled, so that what no sample shows is not there. */
  public boolean areAllSampled() {
    return complete && samples.size() == count;
  }
}
