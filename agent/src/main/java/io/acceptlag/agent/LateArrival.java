package io.acceptlag.agent;

import io.acceptlag.agent.instrument.AcceptLoop;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.JvmBeans;
import io.acceptlag.agent.jvm.ThreadProbe;
import io.acceptlag.agent.jvm.UnseenAcceptors;

/** Whether the agent was attached to a running application, which may have hung before. */
final class LateArrival {
  private LateArrival() {}

  /**
   * @param starter the thread that called premain or agentmain
   */
  static boolean is(Thread starter) {
    return starter.getName().equals("Attach Listener");
  }

  /** A probe that also finds acceptors which were stuck before, if there may be any. */
  static ThreadProbe threads(Thread starter, BaseModule base, JvmBeans beans, int javaVersion) {
    ThreadProbe threads = new ThreadProbe(base, beans, javaVersion);
    if (is(starter)) {
      UnseenAcceptors unseen =
          new UnseenAcceptors(
              base, beans, (file, method, line) -> new AcceptLoop(file).surrounds(method, line));
      unseen.rehearse();
      AcceptLoop.rehearse();
      threads.find(unseen);
    }
    return threads;
  }
}
