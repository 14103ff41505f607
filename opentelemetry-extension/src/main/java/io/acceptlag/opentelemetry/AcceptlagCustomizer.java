package io.acceptlag.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;

/**
 * Where an SDK that is being built comes in. All that is used of it is stable. What is registered
 * here does nothing until acceptlag is met, which is after main has begun: either may come first.
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
   * Asked here, because {@link Meeting} must not be there in an application, to be found. The
   * agent's loader gives its own API for the one that we name. An application's must not be asked
   * for its global SDK: it may be about to set one, which fails once it was asked for.
   */
  static boolean isInAgent() {
    return GlobalOpenTelemetry.class.getName().contains("javaagent");
  }
}
