package io.acceptlag.agent.threads;

/** Makes the agent's own threads. None of them keeps the JVM alive. */
public final class Daemon {
  private Daemon() {}

  /** In the group of the thread that calls, which is to be one of the agent's. */
  public static Thread of(Runnable work, String name) {
    // With no group given, a security manager would be asked for one.
    return of(Thread.currentThread().getThreadGroup(), work, name);
  }

  /** For a caller that may be a thread of the application. */
  public static Thread of(ThreadGroup group, Runnable work, String name) {
    Thread thread = new Thread(group, work, name);
    thread.setDaemon(true);
    // Not the application's, which a thread would inherit, with what it starts, and keep from being
    // unloaded.
    thread.setContextClassLoader(Daemon.class.getClassLoader());
    return thread;
  }
}
