package example.server;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/** Runs on the event loops, as all does that is not declared to block. */
@Controller
public class Shop {
  @Get
  public String ok() {
    return "ok";
  }

  @Get("/sleep/{millis}")
  public String sleep(long millis) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(millis);
    return "ok";
  }
}
