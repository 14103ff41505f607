package example.server;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A Spring WebFlux application with its embedded Reactor Netty. */
@SpringBootApplication
@RestController
public class Server {
  public static void main(String[] args) throws IOException {
    try (ConfigurableApplicationContext application = SpringApplication.run(Server.class, args)) {
      System.out.println("READY " + application.getEnvironment().getProperty("local.server.port"));
      System.in.read();
    }
  }

  @GetMapping("/")
  Mono<String> ok() {
    return Mono.just("ok");
  }

  /** Blocks the event loop meanwhile, as a driver does that is not reactive. */
  @GetMapping("/sleep/{millis}")
  Mono<String> late(@PathVariable("millis") long millis) {
    return Mono.fromCallable(
        () -> {
          System.out.println("SLEEPS");
          Thread.sleep(millis);
          return "ok";
        });
  }
}
