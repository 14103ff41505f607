package example.server;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A Spring Boot application with its embedded Tomcat. Logs by Logback to stdout and, with {@code
 * --logging.file.name=<file>}, to a file.
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

  @GetMapping("/")
  String ok() {
    return "ok";
  }

  @GetMapping("/sleep/{millis}")
  String late(@PathVariable("millis") long millis) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(millis);
    return "ok";
  }
}
