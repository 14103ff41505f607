package io.acceptlag.probes.libc.jna;

import org.jspecify.annotations.Nullable;

/**
 * What the packaged JNA gets instead of its own Cleaner: frees what it is told to, and nothing by
 * itself. For that JNA keeps a thread as long as a library is open, or a {@code Memory} that nobody
 * collected; we open one library, for good, and JNA makes some dozen small Memories for it. To
 * close the library once its functions are bound was not enough: of those Memories some stay.
 */
public final class JnaCleaner {
  private static final JnaCleaner INSTANCE = new JnaCleaner();

  private JnaCleaner() {}

  public static JnaCleaner getCleaner() {
    return INSTANCE;
  }

  /**
   * @param owner whose end JNA's own Cleaner would wait for
   */
  public Cleanable register(Object owner, Runnable cleanup) {
    return new Once(cleanup);
  }

  /** As JNA's Cleaner has it. */
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
