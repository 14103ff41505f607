package io.acceptlag.it;

import static io.acceptlag.it.EchoServer.SOON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.it.BesideAgent.Effect;
import io.acceptlag.it.BesideAgent.SetUp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Agents that people have in their JVMs. Each is tried by what it is for. */
final class BesideAgents {
  /** What appends to the boot path costs the JVM its archive, and the JVM says so. */
  private static final String BOOT_PATH = "Sharing is only supported for boot loader classes";

  /** Of JDK 24 and newer, about whoever has such code. */
  private static final String UNSAFE = "WARNING: .*(sun.misc.Unsafe|native|restricted)";

  private static final int OLDEST = 8;
  private static final int NEWEST = 25;

  private static final String SERVLETS = "example.server.Servlets";

  static final List<BesideAgent> ALL =
      List.of(
          new BesideAgent(
              "OpenTelemetry",
              "2.33.1",
              OLDEST,
              NEWEST,
              SERVLETS,
              false, // OtherAgentsIT has it
              List.of(BOOT_PATH),
              agent(
                  "opentelemetry-javaagent",
                  "",
                  "-Dotel.traces.exporter=console",
                  "-Dotel.metrics.exporter=none",
                  "-Dotel.logs.exporter=none"),
              (jvm, with) -> jvm.awaitStderr("LoggingSpanExporter.*GET", SOON)),
          new BesideAgent(
              "Elastic APM",
              "1.55.1",
              OLDEST,
              NEWEST,
              SERVLETS,
              false,
              List.of(BOOT_PATH, UNSAFE),
              with ->
                  options(
                      "elastic-apm-agent",
                      "",
                      "-Delastic.apm.server_url=" + with.backend().url(),
                      "-Delastic.apm.service_name=tried",
                      "-Delastic.apm.api_request_time=2s"),
              sends("/intake/v2/events", "{\"transaction\":")),
          new BesideAgent(
              "Datadog",
              "1.68.1",
              OLDEST,
              NEWEST,
              SERVLETS,
              false,
              List.of(BOOT_PATH, UNSAFE),
              with ->
                  options(
                      "dd-java-agent",
                      "",
                      "-Ddd.trace.agent.url=" + with.backend().url(),
                      "-Ddd.service=tried",
                      "-Ddd.jmxfetch.enabled=false",
                      "-Ddd.remote_config.enabled=false",
                      "-Ddd.instrumentation.telemetry.enabled=false"),
              sends("/v0.4/traces", "servlet.request")),
          new BesideAgent(
              "New Relic",
              "8.19.0",
              OLDEST,
              NEWEST,
              SERVLETS,
              false,
              List.of(BOOT_PATH, UNSAFE),
              with ->
                  options(
                      "newrelic-agent",
                      "",
                      // Nobody listens there, and it is never shown a true key.
                      "-Dnewrelic.config.host=127.0.0.1",
                      "-Dnewrelic.config.port=" + with.port(),
                      "-Dnewrelic.config.license_key=" + "notakey0".repeat(5),
                      "-Dnewrelic.config.app_name=tried",
                      // Or this version does not start on 25, and does not say why.
                      "-Dnewrelic.config.experimental_runtime=true",
                      "-Dnewrelic.config.log_file_name=STDOUT",
                      "-Dnewrelic.config.log_level=" + (readsClassFiles(with) ? "finer" : "info")),
              (jvm, with) ->
                  jvm.awaitStdout(
                      readsClassFiles(with)
                          ? "Transaction WebTransaction/Servlet/hello .* finished"
                          : "New Relic Agent v.* has started",
                      SOON)),
          new BesideAgent(
              "JaCoCo",
              "0.8.14",
              OLDEST,
              NEWEST,
              SERVLETS,
              true,
              List.of(),
              with -> options("jacoco", "destfile=" + with.folder().resolve("jacoco.exec")),
              leavesAtItsEnd("jacoco.exec", "example/server/Servlets$Hello")),
          new BesideAgent(
              "AspectJ weaver",
              "1.9.25",
              OLDEST,
              NEWEST,
              SERVLETS,
              false,
              List.of(UNSAFE),
              BesideAgents::aspects,
              (jvm, with) -> jvm.awaitStderr("at woven\\.Greets", SOON)),
          new BesideAgent(
              "Byteman",
              "4.0.26",
              OLDEST,
              NEWEST,
              SERVLETS,
              true,
              List.of(BOOT_PATH),
              BesideAgents::rules,
              (jvm, with) -> jvm.awaitStdout("a rule was at accept", SOON)),
          new BesideAgent(
              "jmx_exporter",
              "1.0.1",
              OLDEST,
              NEWEST,
              SERVLETS,
              false, // JmxIT has it
              List.of(),
              with ->
                  options(
                      "jmx_prometheus_javaagent",
                      with.port()
                          + ":"
                          + Files.writeString(with.folder().resolve("jmx.yaml"), "rules: []")),
              answers("/metrics", "jvm_threads_current")),
          new BesideAgent(
              "Jolokia",
              "1.7.2",
              OLDEST,
              NEWEST,
              SERVLETS,
              true,
              List.of(),
              with -> options("jolokia", "host=127.0.0.1,port=" + with.port()),
              answers("/jolokia/read/java.lang:type=Runtime/Uptime", "\"status\":200")),
          new BesideAgent(
              "BlockHound",
              "1.0.13",
              17, // before 9 it needs a tools.jar to attach itself
              NEWEST,
              "example.agent.NoBlocking",
              false,
              List.of(
                  BOOT_PATH,
                  "AllowRedefinitionToAddDeleteMethods",
                  UNSAFE,
                  BesideAgentsIT.LOADED_LATER.pattern()),
              BesideAgents::installedFromMain,
              (jvm, with) -> jvm.awaitStdout("a blocking call: .*sleep", SOON)),
          new BesideAgent(
              "Pyroscope",
              "2.1.2",
              OLDEST,
              NEWEST,
              SERVLETS,
              false,
              List.of(UNSAFE),
              with ->
                  options(
                      "pyroscope",
                      "",
                      "-Dpyroscope.server.address=" + with.backend().url(),
                      "-Dpyroscope.application.name=tried",
                      "-Dpyroscope.upload.interval=2s"),
              sends("/ingest", "")),
          new BesideAgent(
              "async-profiler",
              "4.4",
              OLDEST,
              NEWEST,
              SERVLETS,
              false,
              List.of(),
              with ->
                  List.of(
                      "-agentpath:"
                          + unpacked(
                              "async-profiler", "linux-x64/libasyncProfiler.so", with.folder())
                          + "=start,event=itimer,interval=1ms,collapsed,file="
                          + with.folder().resolve("profile")),
              leavesAtItsEnd("profile", "org/apache/catalina/")),
          new BesideAgent(
              "Arthas",
              "4.1.5",
              OLDEST,
              NEWEST,
              SERVLETS,
              false,
              List.of(BOOT_PATH, UNSAFE),
              BesideAgents::arthas,
              BesideAgents::watches));

  private BesideAgents() {}

  /**
   * Whether this version of New Relic's reads those of that JDK. It sees no servlet where it does
   * not, and at the level finer says so of each class.
   */
  private static boolean readsClassFiles(BesideAgent.Surroundings with) {
    return with.jdk().version() < 25;
  }

  private static SetUp agent(String jar, String argument, String... options) {
    return with -> options(jar, argument, options);
  }

  private static List<String> options(String jar, String argument, String... others) {
    return new ArrayList<>(
        Stream.concat(
                Stream.of(
                    "-javaagent:"
                        + BesideAgent.jar(jar)
                        + (argument.isEmpty() ? "" : "=" + argument)),
                Stream.of(others))
            .toList());
  }

  /** Makes requests while it waits, because some tracers start late. */
  private static Effect sends(String path, String inBody) {
    return (jvm, with) -> {
      URI server = servlet(jvm);
      Await.until(
          SOON,
          () -> {
            answer(server);
            return with.backend().got(path, inBody);
          },
          () -> jvm.failure("it sends no " + inBody + ", only to " + with.backend().paths()));
    };
  }

  private static URI servlet(AgentJvm jvm) throws InterruptedException {
    return URI.create("http://127.0.0.1:" + jvm.awaitStdout("READY (\\d+)", SOON).group(1) + "/");
  }

  private static Effect answers(String path, String inAnswer) {
    return (jvm, with) -> {
      String url = "http://127.0.0.1:" + with.port() + path;
      Await.until(
          SOON,
          () -> answer(HttpRequest.newBuilder(URI.create(url)).build()).contains(inAnswer),
          () -> jvm.failure("no answer with " + inAnswer));
    };
  }

  private static String answer(HttpRequest request) throws InterruptedException {
    try {
      return HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.ofString(UTF_8))
          .body();
    } catch (IOException e) {
      return "";
    }
  }

  /** What writes a file when the JVM ends. */
  private static Effect leavesAtItsEnd(String file, String inFile) {
    return (jvm, with) -> {
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      Path left = with.folder().resolve(file);
      if (!Files.exists(left) || !Files.readString(left, ISO_8859_1).contains(inFile)) {
        throw jvm.failure("it has left no " + inFile);
      }
    };
  }

  private static List<String> aspects(BesideAgent.Surroundings with) throws IOException {
    Path file = with.folder().resolve("aop.xml");
    Files.writeString(
        file,
        """
        <aspectj>
          <aspects>
            <concrete-aspect name="woven.Greets">
              <before pointcut="execution(* example.server.Servlets.Hello.greeting(..))"
                  invokeClass="java.lang.Thread" invokeMethod="dumpStack()"/>
            </concrete-aspect>
          </aspects>
          <weaver><include within="example..*"/></weaver>
        </aspectj>
        """);
    return options(
        "aspectjweaver",
        "",
        "-Dorg.aspectj.weaver.loadtime.configuration=" + file.toUri(),
        // Or it would warn that it sees the servlet by no loader but the application's.
        "-Daj.weaving.loadersToSkip=io.acceptlag.entry.IsolatedClassLoader");
  }

  /** In a method that we weave too. */
  private static List<String> rules(BesideAgent.Surroundings with) throws IOException {
    Path file = with.folder().resolve("rules.btm");
    Files.writeString(
        file,
        """
        RULE an accept
        CLASS sun.nio.ch.ServerSocketChannelImpl
        METHOD accept
        AT ENTRY
        IF true
        DO traceln("a rule was at accept")
        ENDRULE
        """);
    return options("byteman", "script:" + file + ",boot:" + BesideAgent.jar("byteman"));
  }

  private static List<String> installedFromMain(BesideAgent.Surroundings with) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Dblockhound.jar=" + BesideAgent.jar("blockhound"),
                "-Djdk.attach.allowAttachSelf=true"));
    if (with.jdk().version() >= 13) {
      options.add("-XX:+AllowRedefinitionToAddDeleteMethods");
    }
    return options;
  }

  private static Path unpacked(String jar, String entry, Path folder) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(BesideAgent.jar(jar))) {
      Path file = folder.resolve(Path.of(entry).getFileName().toString());
      return Files.copy(files.getPath(entry), file);
    }
  }

  private static List<String> arthas(BesideAgent.Surroundings with) throws IOException {
    for (String jar : List.of("arthas-core.jar", "arthas-agent.jar", "arthas-spy.jar")) {
      Path zip = BesideAgent.jar("arthas");
      try (FileSystem files = FileSystems.newFileSystem(zip)) {
        Files.copy(files.getPath(jar), with.folder().resolve(jar));
      }
    }
    return new ArrayList<>(
        List.of(
            "-javaagent:"
                + with.folder().resolve("arthas-agent.jar")
                + "="
                + with.folder().resolve("arthas-core.jar")
                + ";;ip=127.0.0.1;telnetPort=-1;httpPort="
                + with.port(),
            "-Duser.home=" + with.folder()));
  }

  /** The method is called while the command waits for that. */
  private static void watches(AgentJvm jvm, BesideAgent.Surroundings with) throws Exception {
    HttpRequest command =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + with.port() + "/api"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"action\":\"exec\",\"execTimeout\":\"3000\",\"command\":"
                        + "\"watch example.server.Servlets$Hello greeting returnObj -n 1\"}"))
            .build();
    URI server = servlet(jvm);
    Thread visitor =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                answer(server);
              }
            });
    visitor.start();
    try {
      Await.until(
          SOON,
          () -> answer(command).contains("\"value\":\"@String[ok]\""),
          () -> jvm.failure("it watches nothing"));
    } finally {
      visitor.interrupt();
      visitor.join();
    }
  }

  private static void answer(URI uri) {
    try {
      answer(HttpRequest.newBuilder(uri).build());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
