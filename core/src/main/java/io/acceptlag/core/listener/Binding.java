package io.acceptlag.core.listener;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Who bound a listener, as long as anybody else knows that, and where. */
public final class Binding {
  /** No hook has seen it. */
  static final Binding UNSEEN = new Binding(null, null);

  private final WeakReference<@Nullable Thread> by;
  private volatile @Nullable Throwable trace;

  Binding(@Nullable Thread by, @Nullable Throwable trace) {
    this.by = new WeakReference<>(by);
    this.trace = trace;
  }

  /** Whether a hook has seen it: then the socket is no older than the agent. */
  public boolean isSeen() {
    return this != UNSEEN;
  }

  /** The thread that bound it; null where no hook has seen that, or it is gone. */
  public @Nullable Thread thread() {
    return by.get();
  }

  /** The stack that it was bound in, once: it refers to classes of the application's. */
  public @Nullable Throwable takeTrace() {
    Throwable taken = trace;
    trace = null;
    return taken;
  }

  void forgetTrace() {
    trace = null;
  }
}
