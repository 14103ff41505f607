package io.acceptlag.opentelemetry.spring;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.SpanFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this jar on the class path adds to a Spring Boot application, if that has tracing. */
@AutoConfiguration
@ConditionalOnClass({SpanFilter.class, ObservationHandler.class})
public class AcceptlagAutoConfiguration {
  @Bean
  SpanFilter acceptlagRequestSpans(ObjectProvider<Tracer> tracer) {
    Application.open();
    // The tracer itself waits for this filter.
    return new WaitedRequests(tracer::getIfAvailable);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Servlets {
    @Bean
    ObservationHandler<?> acceptlagPeers() {
      return new ServletPeers();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  static class Reactive {
    @Bean
    ObservationHandler<?> acceptlagPeers() {
      return new ReactivePeers();
    }
  }
}
