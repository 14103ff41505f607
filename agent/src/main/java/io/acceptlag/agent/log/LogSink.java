package io.acceptlag.agent.log;

import io.acceptlag.agent.config.MutedCauses;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts reports into the log. Slow accepts are only in spans, because there may be too many for the
 * log.
 */
public final class LogSink implements ReportSink {
  private final AgentLog log;
  private final boolean clients;
  private final LongFunction<@Nullable String> traces;
  private final MutedLines muted;

  /**
   * @param muted causes for which no lines are wanted; may change
   * @param clients whether addresses of waiting clients may be logged
   * @param traces the trace of an incident, null if it has none
   */
  public LogSink(
      AgentLog log,
      Supplier<MutedCauses> muted,
      boolean clients,
      LongFunction<@Nullable String> traces) {
    this.log = log;
    this.muted = new MutedLines(muted, log::write, this::write);
    this.clients = clients;
    this.traces = traces;
  }

  @Override
  public void report(Report report) {
    muted.report(report);
  }

  private void write(Report report) {
    String trace = null;
    if (report.trouble() instanceof NumberedTrouble && report.ends()) {
      trace = traces.apply(((NumberedTrouble) report.trouble()).id());
    }
    log.write(report.severity(), report.line(trace, clients));
  }
}
