package io.acceptlag.core.evidence;

/** Whether the thread that accepted last was seen where it cannot accept on this listener. */
public final class Elsewhere {
  public static final Elsewhere NOT_SEEN = new Elsewhere(0, 0, false);

  private final int outsideTask;
  private final int atAnother;
  private final boolean others;

  /**
   * @param outsideTask how many of the latest samples found its pool's thread without the task in
   *     which it had accepted
   * @param atAnother how many of the latest samples found it in accept() of another listener
   * @param others whether other threads have accepted here, too
   */
  public Elsewhere(int outsideTask, int atAnother, boolean others) {
    this.outsideTask = outsideTask;
    this.atAnother = atAnother;
    this.others = others;
  }

  public int outsideTask() {
    return outsideTask;
  }

  public int atAnother() {
    return atAnother;
  }

  public boolean others() {
    return others;
  }

  static Elsewhere pass(Elsewhere elsewhere, Fields fields) {
    return new Elsewhere(
        fields.number("elsewhere.outsideTask", elsewhere.outsideTask),
        fields.number("elsewhere.atAnother", elsewhere.atAnother),
        fields.flag("elsewhere.others", elsewhere.others));
  }
}
