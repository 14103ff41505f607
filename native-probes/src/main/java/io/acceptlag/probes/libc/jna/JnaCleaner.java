package io.acceptlag.probes.libc.jna;

import org.jspecify.annotations.Nullable;

/**
 * Replaces the Cleaner of the packaged JNA: frees what it is told to free, and nothing by itself.
 * JNA's own keeps a thread as long as a library is open or a {@code Memory} is not collected. We
 * open one library for good, for which JNA makes about a dozen small Memories. Closing the library
 * once its functions are bound is not enough, because some of the Memories stay.
 */
public final class JnaCleaner {
  private static final JnaCleaner INSTANCE = new JnaCleaner();

  private JnaCleaner() {}

  public static JnaCleaner getCleaner() {
    return INSTANCE;
  }

  /**
   * @param owner the object that JNA's own Cleaner would watch
   */
  public Cleanable register(Object owner, Runnable cleanup) {
    return new Once(cleanup);
  }

  /** The same interface as in JNA's Cleaner. */
  public interface Cleanable {
    void clean();
  }

  private static final class Once implements Cleanable {
    private @Nullable Runnable cleanup;

    Once(Runnable cleanup) {
      this.cleanup = cleanup;
    }

    @Override
    public synchronized void clean() {
      Runnable due = cleanup;
      cleanup = null;
      if (due != null) {
        due.run();
      }
    }
  }
}
