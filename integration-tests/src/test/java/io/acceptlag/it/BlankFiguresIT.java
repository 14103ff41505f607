package io.acceptlag.it;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.tools.attach.VirtualMachine;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A kernel that answers TCP_INFO and leaves its figures blank, as gVisor does: they are not known,
 * and one line says so. No figure is zero because of it.
 */
@Execution(ExecutionMode.CONCURRENT)
class BlankFiguresIT {
  /**
   * Blanks answers of getsockopt(TCP_INFO): those bytes that BLANK names, as in "24-32,44-48". By a
   * trap, because both bindings find the function in the C library itself, past LD_PRELOAD.
   */
  private static final String STUB =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <linux/filter.h>
      #include <linux/seccomp.h>
      #include <signal.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/prctl.h>
      #include <sys/syscall.h>
      #include <ucontext.h>
      #include <unistd.h>

      #define OURS 0x0acce97
      #define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
      #define ELSE_SKIP(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)
      #define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
      #if defined(__x86_64__)
      #define REGISTER(n) registers[n]
      enum {A = REG_RDI, B = REG_RSI, C = REG_RDX, D = REG_R10, E = REG_R8, RESULT = REG_RAX};
      #define REGISTERS(context) ((context)->uc_mcontext.gregs)
      #else
      enum {A, B, C, D, E, RESULT = 0};
      #define REGISTERS(context) ((context)->uc_mcontext.regs)
      #endif

      static void blank(char *value, unsigned length) {
        int from, to, taken;
        for (const char *range = getenv("BLANK");
             range && sscanf(range, "%d-%d%n", &from, &to, &taken) == 2; range += taken) {
          for (int i = from; i < to && i < (int) length; i++) value[i] = 0;
          taken += range[taken] == ',';
        }
      }

      static void trapped(int signal, siginfo_t *info, void *context) {
        int before = errno;
        __auto_type r = REGISTERS((ucontext_t *) context);
        long result = syscall(SYS_getsockopt, r[A], r[B], r[C], r[D], r[E], OURS);
        if (result == 0) blank((char *) r[D], *(unsigned *) r[E]);
        r[RESULT] = result == 0 ? 0 : -errno;
        errno = before;
      }

      __attribute__((constructor)) static void begin(void) {
        struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_NODEFER};
        sigaction(SIGSYS, &action, NULL);
        struct sock_filter filter[] = {
          LOAD(nr), ELSE_SKIP(SYS_getsockopt, 7),
          LOAD(args[1]), ELSE_SKIP(6, 5),
          LOAD(args[2]), ELSE_SKIP(11, 3),
          LOAD(args[5]), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OURS, 1, 0),
          RETURN(SECCOMP_RET_TRAP),
          RETURN(SECCOMP_RET_ALLOW),
        };
        struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
          perror("stub");
          exit(1);
        }
      }
      """;

  private static final String ALL = "0-256";

  /** What a later gVisor leaves out, and no more: limit, queue, last_data_sent. */
  private static final String FIGURES = "24-32,44-48";

  @TempDir private static Path folder;
  private static Path stub;
  private static String unavailability;

  @BeforeAll
  static void compileStub() throws Exception {
    stub = folder.resolve("stub.so");
    Path source = Files.writeString(folder.resolve("stub.c"), STUB);
    unavailability =
        Launcher.outcome(
            List.of("cc", "-shared", "-fPIC", "-o", stub.toString(), source.toString()));
    if (unavailability.isEmpty()) {
      unavailability = Launcher.unavailability(List.of("env", "LD_PRELOAD=" + stub));
    }
  }

  static Stream<Arguments> kernels() {
    return Jdks.orSkip(Stream.of(8, 25).map(Jdks::of).flatMap(Optional::stream), "JDK 8 or 25")
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, ALL), Arguments.of(jdk, FIGURES)));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void whatIsBlankIsNotKnown(Jdk jdk, String blank) throws Exception {
    Missing.skipIf("A kernel without figures", unavailability);
    BlockingQueue<Set<String>> exports = new LinkedBlockingQueue<>();
    HttpServer collector = HttpServer.create(Loopback.ipv4(0), 0);
    collector.createContext("/v1/metrics", exchange -> take(exchange, exports));
    collector.start();
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(jdk)
                .agent("log=stderr")
                .env(
                    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
                    "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics")
                .env("OTEL_TRACES_EXPORTER", "none")
                .env("OTEL_METRIC_EXPORT_INTERVAL", "200")
                .env("LD_PRELOAD", stub.toString())
                .env("BLANK", blank),
            "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server
          .jvm()
          .awaitLog(
              "line on the kernel",
              line -> line.sentence().contains("a TCP_INFO without figures"),
              EchoServer.SOON);
      server.stick("serversocket");
      Set<String> names = accepted(exports);
      assertBeanKnowsNone(server);
      assertWatchShowsNone(server);
      server.quit();
      for (String figure : List.of("wait", "queue.limit", "queue.length", "queue.oldest")) {
        assertTrue(names.stream().noneMatch(name -> name.contains(figure)), names::toString);
      }
      assertEquals(2, server.jvm().log().size(), server.jvm()::toString);
    } finally {
      collector.stop(0);
    }
  }

  /** What a console shows. */
  @SuppressWarnings("BanJNDI") // the address is that of a JVM of our own
  private static void assertBeanKnowsNone(EchoServer server) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(server.jvm().pid()));
    String address = machine.startLocalManagementAgent();
    machine.detach();
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName listener =
          new ObjectName("io.acceptlag:type=Listener,port=" + server.port("serversocket"));
      Await.until("bean", EchoServer.SOON, () -> beans.isRegistered(listener));
      for (String figure :
          List.of(
              "QueueLength",
              "QueueLimit",
              "OldestWaitMillis",
              "QueueSaturatedMillis",
              "Waits",
              "WaitsMillis")) {
        assertNull(beans.getAttribute(listener, figure), figure);
      }
    }
  }

  private static void assertWatchShowsNone(EchoServer server) throws Exception {
    String pid = Long.toString(server.jvm().pid());
    try (AgentJvm watch =
        AgentJvm.on(Jdks.need(17)).jar(Workspace.agentJar()).args("watch", pid, "--json").start()) {
      watch.awaitStdout("^\\{\"time\":", EchoServer.SOON);
      // It shows a listener in the seconds in which something happens.
      server.exchange();
      String listener =
          watch
              .awaitStdout(
                  "\\{[^{}]*\"listener\":\"[^\"]*:" + server.port("serversocket") + "\"[^{}]*",
                  EchoServer.SOON)
              .group();
      assertFalse(listener.matches(".*\"(queue|limit|oldest|longest|wait)\\w*\":.*"), listener);
      watch.signal("TERM");
    }
  }

  /** All names of metrics up to an export that began after now. */
  private static Set<String> accepted(BlockingQueue<Set<String>> exports)
      throws InterruptedException {
    Set<String> names = new TreeSet<>();
    int more = exports.size() + 2;
    for (int i = 0; i < more; i++) {
      Set<String> each = exports.poll(30, TimeUnit.SECONDS);
      assertNotNull(each, "no export");
      names.addAll(each);
    }
    assertTrue(names.contains("acceptlag.connection.accepted"), names::toString);
    return names;
  }

  private static void take(HttpExchange exchange, BlockingQueue<Set<String>> exports)
      throws IOException {
    // On the wire a request is what the files of a collector have.
    Set<String> names =
        MetricsData.parseFrom(exchange.getRequestBody().readAllBytes())
            .getResourceMetricsList()
            .stream()
            .flatMap(resource -> resource.getScopeMetricsList().stream())
            .flatMap(scope -> scope.getMetricsList().stream())
            .map(Metric::getName)
            .collect(toSet());
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    exports.add(names);
  }
}
