package example.server;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.embedded.undertow.UndertowServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.xnio.Options;

/**
 * A Spring Boot application with its embedded Undertow, whose backlog is {@code shop.backlog}. With
 * {@code shop.blocksIo} a handler of the application's own, which runs on Undertow's I/O threads,
 * is slow for {@code /sleep/<millis>}.
 */
@SpringBootApplication
@RestController
public class Server {
  public static void main(String[] args) throws IOException {
    try (ConfigurableApplicationContext application = SpringApplication.run(Server.class, args)) {
      System.out.println("READY " + application.getEnvironment().getProperty("local.server.port"));
      System.in.read();
    }
  }

  @Bean
  WebServerFactoryCustomizer<UndertowServletWebServerFactory> backlog() {
    Integer backlog = Integer.getInteger("shop.backlog");
    return factory -> {
      if (backlog != null) {
        factory.addBuilderCustomizers(builder -> builder.setSocketOption(Options.BACKLOG, backlog));
      }
    };
  }

  @Bean
  WebServerFactoryCustomizer<UndertowServletWebServerFactory> slowHandler() {
    return factory -> {
      if (Boolean.getBoolean("shop.blocksIo")) {
        factory.addDeploymentInfoCustomizers(
            deployment -> deployment.addInitialHandlerChainWrapper(Server::slow));
      }
    };
  }

  private static HttpHandler slow(HttpHandler next) {
    return exchange -> {
      String path = exchange.getRequestPath();
      if (path.startsWith("/sleep/")) {
        sleep(Long.parseLong(path.substring("/sleep/".length())));
      }
      next.handleRequest(exchange);
    };
  }

  private static void sleep(long millis) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(millis);
  }

  @GetMapping("/")
  String ok() {
    return "ok";
  }

  @GetMapping("/sleep/{millis}")
  String late() {
    return "ok";
  }
}
