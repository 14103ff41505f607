package example.cause;

/**
 * A counted loop in which the compiled code does not look whether the JVM wants all threads to
 * stop, while somebody wants that: everybody else stands until the loop ends. Needs
 * -XX:-UseCountedLoopSafepoints, which is the default of JDK 8.
 */
final class LongSafepoint implements Trouble {
  private static final int WARM_UP = 20_000;
  private static final int CALIBRATION = 100_000_000;

  private final long millis;
  private volatile int sum;

  LongSafepoint(long millis) {
    this.millis = millis;
    for (int i = 0; i < WARM_UP; i++) {
      sum = add(1_000);
    }
  }

  @Override
  public void begin() {
    long start = System.nanoTime();
    sum = add(CALIBRATION);
    double nanosEach = (double) (System.nanoTime() - start) / CALIBRATION;
    int terms = (int) Math.min(Integer.MAX_VALUE - 1, millis * 1e6 / nanosEach);
    System.out.println("STANDS");
    Thread statistics = new Thread(() -> sum = add(terms), "shop-statistics");
    statistics.start();
    new Thread(() -> lookWhile(statistics), "shop-monitor").start();
  }

  /** The first look may come before it is in its loop, and would stop nobody. */
  private static void lookWhile(Thread statistics) {
    while (statistics.isAlive()) {
      Thread.getAllStackTraces();
    }
  }

  private static int add(int terms) {
    int sum = 1;
    for (int i = 0; i < terms; i++) {
      sum = sum * 31 + i;
    }
    return sum;
  }
}
