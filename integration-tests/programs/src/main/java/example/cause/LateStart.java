package example.cause;

/** The listener is open while the server still prepares for its work. */
final class LateStart implements Trouble {
  private final long millis;

  LateStart(long millis) {
    this.millis = millis;
  }

  @Override
  public void start() throws InterruptedException {
    Thread.sleep(millis);
  }
}
