package io.acceptlag.agent;

import io.acceptlag.agent.instrument.AcceptLoop;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.JvmBeans;
import io.acceptlag.agent.jvm.MainStarted;
import io.acceptlag.agent.jvm.ThreadProbe;
import io.acceptlag.agent.jvm.UnseenAcceptors;
import java.lang.ref.WeakReference;

/**
 * How the agent came: before main, or attached to an application that ran already, and may have
 * hung before.
 */
final class Arrival {
  /** Weakly: main's thread may end long before us, and has a class loader of the application's. */
  private final WeakReference<Thread> starter;

  private final boolean late;

  /**
   * @param starter the thread that called premain or agentmain
   */
  Arrival(Thread starter) {
    this.starter = new WeakReference<>(starter);
    late = starter.getName().equals("Attach Listener");
  }

  void awaitMain() {
    MainStarted.await(starter);
  }

  boolean isLate() {
    return late;
  }

  /** A probe that also finds acceptors which were stuck before, where there may be any. */
  ThreadProbe threads(BaseModule base, JvmBeans beans, int javaVersion) {
    ThreadProbe threads = new ThreadProbe(base, beans, javaVersion);
    if (late) {
      try {
        UnseenAcceptors unseen =
            new UnseenAcceptors(
                base, beans, (file, method, line) -> new AcceptLoop(file).surrounds(method, line));
        unseen.rehearse();
        AcceptLoop.rehearse();
        threads.find(unseen);
      } catch (RuntimeException | LinkageError e) {
        // An image without java.management: none is found.
      }
    }
    return threads;
  }
}
