package example.server;

import io.ktor.server.application.Application;
import io.ktor.server.application.ApplicationCallPipeline;
import io.ktor.server.application.PipelineCall;
import io.ktor.server.cio.CIO;
import io.ktor.server.engine.ApplicationEngine;
import io.ktor.server.engine.ApplicationEngineFactory;
import io.ktor.server.engine.EmbeddedServer;
import io.ktor.server.engine.EmbeddedServerKt;
import io.ktor.server.netty.Netty;
import io.ktor.server.netty.NettyApplicationEngine;
import io.ktor.server.request.ApplicationRequestPropertiesKt;
import io.ktor.server.response.ApplicationResponseFunctionsKt;
import io.ktor.util.pipeline.PipelineContext;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import kotlin.Unit;
import kotlin.coroutines.Continuation;

/** Ktor on the engine that the argument names: {@code cio} or {@code netty}. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    int port = freePort();
    ApplicationEngineFactory<?, ?> engine = args[0].equals("cio") ? CIO.INSTANCE : Netty.INSTANCE;
    EmbeddedServer<?, ?> server = embedded(engine, port);
    server.start(false);
    System.out.println("READY " + port);
    System.in.read();
    server.stop(0, 1_000);
    System.exit(0);
  }

  private static <E extends ApplicationEngine, C extends ApplicationEngine.Configuration>
      EmbeddedServer<E, C> embedded(ApplicationEngineFactory<E, C> engine, int port) {
    EmbeddedServer<E, C> server =
        EmbeddedServerKt.embeddedServer(
            engine, port, "127.0.0.1", Collections.emptyList(), Server::install);
    if (server.getEngineConfig() instanceof NettyApplicationEngine.Configuration) {
      configure((NettyApplicationEngine.Configuration) server.getEngineConfig());
    }
    return server;
  }

  /** Handlers run on its event loops where {@code ktor.threads} says how many these are. */
  private static void configure(NettyApplicationEngine.Configuration config) {
    Integer threads = Integer.getInteger("ktor.threads");
    if (threads != null) {
      config.setWorkerGroupSize(threads);
      config.setShareWorkGroup(true);
    }
    Integer backlog = Integer.getInteger("ktor.backlog");
    if (backlog != null) {
      config.setConfigureBootstrap(
          bootstrap -> {
            bootstrap.option(ChannelOption.SO_BACKLOG, backlog);
            return Unit.INSTANCE;
          });
    }
  }

  private static Unit install(Application application, Continuation<? super Unit> continuation) {
    application.intercept(ApplicationCallPipeline.ApplicationPhase.getCall(), Server::answer);
    return Unit.INSTANCE;
  }

  /** To {@code /sleep/<millis>} late. */
  private static Object answer(
      PipelineContext<Unit, PipelineCall> context,
      Unit subject,
      Continuation<? super Unit> continuation) {
    PipelineCall call = context.getContext();
    String path = ApplicationRequestPropertiesKt.getUri(call.getRequest());
    if (path.startsWith("/sleep/")) {
      sleep(Long.parseLong(path.substring("/sleep/".length())));
    }
    return ApplicationResponseFunctionsKt.respondText(call, "ok", null, null, null, continuation);
  }

  private static void sleep(long millis) {
    try {
      System.out.println("SLEEPS");
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // The server is stopping.
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
