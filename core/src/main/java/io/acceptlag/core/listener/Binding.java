package io.acceptlag.core.listener;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Which thread bound a listener, as long as that thread lives, and in which stack. */
public final class Binding {
  /** No hook has seen it. */
  static final Binding UNSEEN = new Binding(null, null);

  private final WeakReference<@Nullable Thread> by;
  private volatile @Nullable Throwable trace;

  Binding(@Nullable Thread by, @Nullable Throwable trace) {
    this.by = new WeakReference<>(by);
    this.trace = trace;
  }

  /** Whether a hook has seen the bind: then the socket is no older than the agent. */
  public boolean isSeen() {
    return this != UNSEEN;
  }

  /** The thread that bound it; null where no hook has seen that, or it is gone. */
  public @Nullable Thread thread() {
    return by.get();
  }

  /**
   * The stack in which it was bound. It is given out once and not kept, because it refers to
   * classes of the application.
   */
  public @Nullable Throwable takeTrace() {
    Throwable taken = trace;
    trace = null;
    return taken;
  }

  void forgetTrace() {
    trace = null;
  }
}
