package io.acceptlag.core.unserved;

/**
 * Descriptors of connections that nobody has read. Only one that is overdue shows who is to blame:
 * fresh ones are where a healthy server has them, too.
 */
public final class UnreadDescriptors {
  private final int[] all;
  private final int overdue;

  /**
   * @param all those that are overdue come first
   * @param overdue how many these are
   */
  public UnreadDescriptors(int[] all, int overdue) {
    this.all = all;
    this.overdue = overdue;
  }

  /** A new array. */
  public int[] all() {
    return all.clone();
  }

  public boolean isOverdue(int descriptor) {
    for (int i = 0; i < overdue; i++) {
      if (all[i] == descriptor) {
        return true;
      }
    }
    return false;
  }
}
