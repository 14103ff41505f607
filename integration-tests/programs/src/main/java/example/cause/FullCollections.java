package example.cause;

import java.util.Random;

/** A heap that is almost full of live objects, a few of which are replaced all the time. */
final class FullCollections implements Trouble {
  private final Entry[] cache;
  private volatile boolean begun;

  FullCollections(int entries) {
    cache = new Entry[entries];
    for (int i = 0; i < cache.length; i++) {
      cache[i] = new Entry(i);
    }
  }

  @Override
  public void begin() {
    begun = true;
    Thread thread = new Thread(this::replace, "shop-cache");
    thread.setDaemon(true);
    thread.start();
  }

  private void replace() {
    Random random = new Random(1);
    for (long i = 0; begun; i++) {
      cache[random.nextInt(cache.length)] = new Entry(i);
    }
  }

  @Override
  public void end() {
    begun = false;
  }

  private static final class Entry {
    private final long key;
    private final Object value;

    private Entry(long key) {
      this.key = key;
      value = this;
    }

    @Override
    public String toString() {
      return key + "=" + value.hashCode();
    }
  }
}
