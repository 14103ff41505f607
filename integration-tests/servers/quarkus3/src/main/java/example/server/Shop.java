package example.server;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** Quarkus as its users write for it. */
@Path("/")
public class Shop {
  @GET
  @NonBlocking
  public String ok() {
    return "ok";
  }

  /** On a thread of its pool. */
  @GET
  @Path("work/{millis}")
  @Blocking
  public String work(@PathParam("millis") long millis) throws InterruptedException {
    return sleep(millis);
  }

  /** On its event loop, which must never sleep. */
  @GET
  @Path("sleep/{millis}")
  @NonBlocking
  public String blockLoop(@PathParam("millis") long millis) throws InterruptedException {
    return sleep(millis);
  }

  private static String sleep(long millis) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(millis);
    return "ok";
  }
}
