package io.acceptlag.agent.log;

import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Puts reports into the log. Slow accepts are in spans only; the log would drown. */
public final class LogSink implements ReportSink {
  private final AgentLog log;
  private final boolean clients;
  private final LongFunction<@Nullable String> traces;

  /**
   * @param clients whether the addresses of those that wait may be logged
   * @param traces the trace of an incident, null if it has none
   */
  public LogSink(AgentLog log, boolean clients, LongFunction<@Nullable String> traces) {
    this.log = log;
    this.clients = clients;
    this.traces = traces;
  }

  @Override
  public void report(Report report) {
    String trace = null;
    if (report.trouble() instanceof Incident && report.ends()) {
      trace = traces.apply(((Incident) report.trouble()).id());
    }
    log.write(report.severity(), report.line(trace, clients));
  }
}
