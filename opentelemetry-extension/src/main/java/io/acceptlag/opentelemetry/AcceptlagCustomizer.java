package io.acceptlag.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;

/**
 * Where an SDK that is being built comes in. All that is used of it is stable. What is registered
 * here does nothing until acceptlag is met, which is after main has begun: either may come first.
 */
public final class AcceptlagCustomizer implements AutoConfigurationCustomizerProvider {
  @Override
  public void customize(AutoConfigurationCustomizer sdk) {
    if (!Meeting.isInAgent()) {
      System.err.println(
          "[acceptlag] WARN acceptlag-opentelemetry.jar is an extension of the OpenTelemetry agent"
              + " (-Dotel.javaagent.extensions), and does nothing on an application's class path");
      return;
    }
    sdk.addSpanExporterCustomizer((exporter, config) -> new RequestSpans(exporter))
        .addMetricExporterCustomizer(
            (exporter, config) -> {
              Temporality.add(exporter);
              return exporter;
            })
        .addMeterProviderCustomizer(
            (builder, config) -> builder.registerMetricProducer(new Figures()))
        .addTracerProviderCustomizer(
            (builder, config) -> {
              Meeting.open();
              AcceptlagStart.unlessGiven(config.getString("otel.javaagent.extensions"));
              return builder;
            });
  }
}
