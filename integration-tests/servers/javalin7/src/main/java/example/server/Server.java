package example.server;

import io.javalin.Javalin;
import io.javalin.http.Context;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Javalin on its own Jetty, whose pool has {@code javalin.threads}. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    Javalin server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  Integer threads = Integer.getInteger("javalin.threads");
                  if (threads != null) {
                    config.jetty.threadPool = new QueuedThreadPool(threads, threads);
                  }
                  config.routes.get("/", context -> context.result("ok"));
                  config.routes.get("/sleep/{millis}", Server::sleep);
                })
            .start("127.0.0.1", 0);
    System.out.println("READY " + server.port());
    System.in.read();
    server.stop();
  }

  private static void sleep(Context context) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(Long.parseLong(context.pathParam("millis")));
    context.result("ok");
  }
}
