package io.acceptlag.agent;

import io.acceptlag.agent.instrument.WovenPaths;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.rehearsal.OwnJar;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.probes.Probes;
import java.net.AcceptlagFailures;

/**
 * What the agent reports about itself while it runs: what it cannot see, and what has failed in it.
 */
final class OwnTroubles {
  private static final int POLLS_WITHOUT_MEMORY = 10;
  private static final int POLLS_PER_CHECK = 10;
  private static final int STACK_MAX = 12;

  private final WovenPaths paths;
  private final Probes probes;
  private final AgentLog log;
  private int pollsToCheck = POLLS_PER_CHECK;

  /** Polls in a row that failed for want of memory. */
  private int pollsWithoutMemory;

  private boolean jarChanged;
  private String lastTrouble = "";

  OwnTroubles(WovenPaths paths, Probes probes, AgentLog log) {
    this.paths = paths;
    this.probes = probes;
    this.log = log;
  }

  /** Called at each poll that has not failed; checks at every tenth. */
  void poll() {
    pollsWithoutMemory = 0;
    if (--pollsToCheck == 0) {
      pollsToCheck = POLLS_PER_CHECK;
      tellChanges();
    }
  }

  private void tellChanges() {
    for (WovenPaths.Change change : paths.changes()) {
      log.write(change.watched() ? Severity.INFO : Severity.WARN, change.sentence());
    }
    for (String sentence : paths.takeConnectFailures()) {
      log.write(Severity.WARN, sentence);
    }
    tellHookFailure();
    tellChangedJar();
    for (String shortfall : probes.takeShortfalls()) {
      log.write(Severity.WARN, shortfall);
    }
    if (probes.takeUnixDomain()) {
      log.write(
          Severity.INFO,
          "Unix-domain server sockets are not watched, because the kernel shows nothing of their"
              + " accept queues");
    }
  }

  private void tellHookFailure() {
    Throwable first = AcceptlagFailures.takeFirst();
    if (first == null || (first instanceof LinkageError && tellChangedJar())) {
      return;
    }
    log.write(Severity.WARN, hookFailed(first, AcceptlagFailures.count()));
  }

  /**
   * The failure with its stack, innermost frame first, so that a reader can report it and we can
   * fix it.
   */
  static String hookFailed(Throwable first, long count) {
    StringBuilder sentence =
        new StringBuilder("acceptlag could not record a connection: ")
            .append(ForeignText.name(first.getClass().getName()));
    StackTraceElement[] stack = first.getStackTrace();
    for (int i = 0; i < stack.length && i < STACK_MAX; i++) {
      sentence.append(i == 0 ? " at " : " < ").append(ForeignText.name(stack[i].toString()));
    }
    return sentence
        .append(count > 1 ? "; it has failed " + count + " times so far" : "")
        .append("; the application is not affected, but some connections are not counted")
        .toString();
  }

  /** Whether the jar was changed, which explains why a class is missing. */
  private boolean tellChangedJar() {
    String complaint = OwnJar.complaint();
    if (complaint != null && !jarChanged) {
      jarChanged = true;
      log.write(
          Severity.WARN,
          complaint
              + "; the application is not affected. Restart it when convenient, and replace the"
              + " jar by mv, never by cp");
    }
    return complaint != null;
  }

  /** Reports a failed poll, the same failure only once. Polling goes on. */
  void pollFailed(Throwable failure) {
    try {
      if (failure instanceof LinkageError && tellChangedJar()) {
        return;
      }
      // A heap that is full for a moment is the application's trouble, and ends one of its threads.
      if (failure instanceof OutOfMemoryError && ++pollsWithoutMemory < POLLS_WITHOUT_MEMORY) {
        return;
      }
      String trouble = ForeignText.message(failure.toString());
      if (!trouble.equals(lastTrouble)) {
        log.write(Severity.ERROR, "acceptlag failed to look at the listeners: " + trouble);
        lastTrouble = trouble;
      }
    } catch (Throwable e) {
      // No memory for the words either. There may be some at the next poll, which must come,
      // because what filled the heap may have ended the acceptor.
    }
  }
}
