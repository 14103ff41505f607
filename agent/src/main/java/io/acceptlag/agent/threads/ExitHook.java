package io.acceptlag.agent.threads;

/**
 * A shutdown hook that the others do not depend on. The JVM starts all hooks one after the other,
 * and none after one that fails to start, such as at a limit of threads.
 */
public final class ExitHook extends Thread {
  public ExitHook(ThreadGroup group, Runnable work, String name) {
    super(group, work, name);
    // Not the application's, which a hook would keep from being unloaded.
    setContextClassLoader(ExitHook.class.getClassLoader());
  }

  @Override
  public synchronized void start() {
    try {
      super.start();
    } catch (OutOfMemoryError e) {
      // Our last lines are lost; the application's hooks run.
    }
  }
}
