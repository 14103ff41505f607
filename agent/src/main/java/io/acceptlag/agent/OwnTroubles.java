package io.acceptlag.agent;

import io.acceptlag.agent.instrument.WovenPaths;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.rehearsal.OwnJar;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.probes.Probes;
import java.net.AcceptlagFailures;

/** What the agent says of itself while it runs: what it cannot see, and what has failed in it. */
final class OwnTroubles {
  private static final int POLLS_PER_CHECK = 10;
  private static final int STACK_MAX = 12;

  private final WovenPaths paths;
  private final Probes probes;
  private final AgentLog log;
  private int pollsToCheck = POLLS_PER_CHECK;
  private boolean jarChanged;
  private String lastTrouble = "";

  OwnTroubles(WovenPaths paths, Probes probes, AgentLog log) {
    this.paths = paths;
    this.probes = probes;
    this.log = log;
  }

  /** To be called at each poll; checks at every tenth. */
  void poll() {
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
  }

  private void tellHookFailure() {
    Throwable first = AcceptlagFailures.takeFirst();
    if (first == null || (first instanceof LinkageError && tellChangedJar())) {
      return;
    }
    log.write(Severity.WARN, hookFailed(first, AcceptlagFailures.count()));
  }

  /** With its stack, innermost first: whoever reads it can report it, and we can mend it. */
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

  /** Whether it was changed, and so explains why a class is missing. */
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

  /** One bad poll must not be the last; the same trouble is reported once. */
  void pollFailed(Throwable failure) {
    try {
      if (failure instanceof LinkageError && tellChangedJar()) {
        return;
      }
      String trouble = ForeignText.message(failure.toString());
      if (!trouble.equals(lastTrouble)) {
        log.write(Severity.ERROR, "acceptlag failed to look at the listeners: " + trouble);
        lastTrouble = trouble;
      }
    } catch (Throwable e) {
      // No room for the words either. Whoever fills the heap may let go of it, and the next poll
      // is due when that has ended the acceptor.
    }
  }
}
