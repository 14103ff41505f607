package io.acceptlag.agent;

import io.acceptlag.agent.instrument.WovenPaths;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.rehearsal.OwnJar;
import io.acceptlag.agent.telemetry.Telemetry;
import io.acceptlag.core.connect.ConnectSampler;
import io.acceptlag.core.evidence.HostHistory;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.core.watch.Sampler;
import io.acceptlag.probes.Probes;
import java.net.AcceptlagFailures;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls for ever, whatever befalls a poll. One poll is a method of its own, or the JVM would
 * interpret it for hours: a loop that never ends is compiled after 60,000 rounds.
 */
final class PollLoop {
  private static final int POLLS_PER_CHECK = 10;
  private static final int STACK_MAX = 12;
  private static final long SETTLE_NANOS = 2_000_000;

  /** A program that only connects has long set up its logging by then, as one that listens has. */
  private static final long CLIENT_SETTLES_NANOS = 10_000_000_000L;

  /** Most listeners accept within it, and most applications are set up. */
  private static final long EXPORT_WAITS_NANOS = 60_000_000_000L;

  private final long pollNanos;
  private final Sampler sampler;
  private final ConnectSampler connects;
  private final Probes probes;
  private final WovenPaths paths;
  private final AgentLog log;
  private final @Nullable Telemetry telemetry;
  private final BooleanSupplier isSecurityInUse;
  private final long startNanos = System.nanoTime();
  private long dueNanos = startNanos;
  private int pollsToCheck = POLLS_PER_CHECK;
  private boolean exports;
  private boolean jarChanged;

  /**
   * When a listener was first watched, and when there was first something to export; 0: not yet.
   */
  private long listensNanos;

  private long exportDueNanos;
  private String lastTrouble = "";

  PollLoop(
      long pollNanos,
      Sampler sampler,
      ConnectSampler connects,
      Probes probes,
      WovenPaths paths,
      AgentLog log,
      @Nullable Telemetry telemetry,
      BooleanSupplier isSecurityInUse) {
    this.pollNanos = pollNanos;
    this.sampler = sampler;
    this.connects = connects;
    this.probes = probes;
    this.paths = paths;
    this.log = log;
    this.telemetry = telemetry;
    this.isSecurityInUse = isSecurityInUse;
  }

  void run() {
    while (true) {
      pollAndSleep();
    }
  }

  private void pollAndSleep() {
    try {
      poll();
    } catch (Throwable e) {
      tellFailedPoll(e);
    }
    LockSupport.parkNanos(pollNanos);
    // An application may interrupt its whole thread group; parking would return at once for ever.
    Thread.interrupted();
  }

  private void poll() {
    long lateNanos = Math.max(0, System.nanoTime() - dueNanos);
    if (lateNanos >= HostHistory.LATE_MIN_NANOS) {
      // The JVM counts a safepoint only after it has let this thread go on.
      LockSupport.parkNanos(SETTLE_NANOS);
    }
    // It may take its time, which is no lateness.
    pollConnects(System.nanoTime());
    long nowNanos = System.nanoTime();
    // First, or the poll after one that fails would seem to be late.
    dueNanos = nowNanos + pollNanos;
    sampler.poll(nowNanos, lateNanos);
    if (telemetry != null && !exports) {
      startExport(telemetry, nowNanos);
    }
    if (--pollsToCheck == 0) {
      pollsToCheck = POLLS_PER_CHECK;
      tellChanges();
    }
  }

  /** What befalls it is not the listeners'. */
  private void pollConnects(long nowNanos) {
    try {
      connects.poll(nowNanos);
    } catch (RuntimeException | LinkageError e) {
      tellFailedPoll(e);
    }
  }

  /**
   * Not before there is something to export: an application that accepts is set up as far as we can
   * tell. Not before it uses java.security either, if we must: its first use fixes the security
   * properties, TLS's among them, and the providers.
   */
  private void startExport(Telemetry to, long nowNanos) {
    if (exportDueNanos == 0 && isAnythingToExport(to, nowNanos)) {
      exportDueNanos = nowNanos;
    }
    if (exportDueNanos != 0
        && (!to.needsSecurity()
            || isSecurityInUse.getAsBoolean()
            || nowNanos - exportDueNanos >= EXPORT_WAITS_NANOS)) {
      exports = true;
      to.start(sampler, connects);
    }
  }

  private boolean isAnythingToExport(Telemetry to, long nowNanos) {
    if (listensNanos == 0 && sampler.watchesAny()) {
      listensNanos = nowNanos;
    }
    boolean listensForLong = listensNanos != 0 && nowNanos - listensNanos >= EXPORT_WAITS_NANOS;
    boolean settled = nowNanos - startNanos >= CLIENT_SETTLES_NANOS;
    return sampler.hasAccepted()
        || to.isAwaited()
        || listensForLong
        || (settled && connects.watchesAny());
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

  /** One bad poll must not be the last; the same trouble is told once. */
  private void tellFailedPoll(Throwable failure) {
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
