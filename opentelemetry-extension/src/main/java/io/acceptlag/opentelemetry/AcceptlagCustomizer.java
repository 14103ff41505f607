package io.acceptlag.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;

/**
 * The entry point for an SDK that is being built. It uses only stable API. What is registered here
 * does nothing until acceptlag is met, after main has begun; either may come first.
 */
public final class AcceptlagCustomizer implements AutoConfigurationCustomizerProvider {
  @Override
  public void customize(AutoConfigurationCustomizer sdk) {
    if (!isInAgent()) {
      System.err.println(
          "[acceptlag] WARN acceptlag-opentelemetry.jar does nothing for an SDK that an application"
              + " sets up by itself: it is for the OpenTelemetry agent (-Dotel.javaagent.extensions)"
              + " and for Spring Boot's own tracing");
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

  /**
   * Whether this is the agent's SDK. {@link Meeting} must not be loaded in an application, where
   * acceptlag would find it. The agent's loader replaces the API class that we name by its own,
   * which shows in the name. The global SDK of an application must not be asked for, because the
   * application may be about to set it, which would then fail.
   */
  static boolean isInAgent() {
    return GlobalOpenTelemetry.class.getName().contains("javaagent");
  }
}
