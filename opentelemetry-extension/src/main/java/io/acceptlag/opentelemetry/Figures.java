package io.acceptlag.opentelemetry;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** acceptlag's metrics, read whenever the SDK collects. */
final class Figures implements MetricProducer {
  @Override
  public Collection<MetricData> produce(Resource resource) {
    Acceptlag acceptlag = Meeting.acceptlag;
    if (acceptlag == null) {
      return Collections.emptyList();
    }
    try {
      return produce(resource, acceptlag);
    } catch (RuntimeException | LinkageError e) {
      // The agent's own metrics must not be lost because of ours.
      return Collections.emptyList();
    }
  }

  private static Collection<MetricData> produce(Resource resource, Acceptlag acceptlag) {
    InstrumentationScopeInfo scope =
        InstrumentationScopeInfo.builder(AgentTelemetry.SCOPE)
            .setVersion(acceptlag.version())
            .build();
    Object[] metrics =
        acceptlag.metrics(
            Temporality.isDelta(InstrumentType.OBSERVABLE_COUNTER),
            Temporality.isDelta(InstrumentType.HISTOGRAM));
    List<MetricData> figures = new ArrayList<>(metrics.length);
    for (Object metric : metrics) {
      figures.add(new Figure(resource, scope, (Object[]) metric));
    }
    return figures;
  }
}
