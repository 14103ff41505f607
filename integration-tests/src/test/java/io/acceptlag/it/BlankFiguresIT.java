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
import java.net.ServerSocket;
import java.net.Socket;
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
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
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

  /**
   * What gVisor has for other programs: no sock_diag, and a /proc/net/tcp of zeros. The JDK opens
   * files by the C library's function, the one that is in front.
   */
  private static final String NETWORK =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <linux/filter.h>
      #include <linux/netlink.h>
      #include <linux/seccomp.h>
      #include <stdarg.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/mman.h>
      #include <sys/prctl.h>
      #include <sys/socket.h>
      #include <sys/syscall.h>
      #include <unistd.h>

      #define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
      #define ELSE_SKIP(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)
      #define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)

      static void blank(FILE *in, int out) {
        char line[1024];
        while (fgets(line, sizeof(line), in)) {
          int column = 0;
          int listens = strstr(line, " 0A ") != NULL;
          for (char *word = strtok(line, " \\n"); word; word = strtok(NULL, " \\n"), column++) {
            if (listens && column == 4) word = "00000000:00000000";
            if (listens && column > 11) word = "0";
            dprintf(out, "%s%s", column ? " " : "", word);
          }
          dprintf(out, "\\n");
        }
      }

      static int opened(const char *path, int flags, mode_t mode) {
        int fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
        if (fd < 0 || strncmp(path, "/proc/self/net/tcp", 18)) return fd;
        int blanked = memfd_create("tcp", MFD_CLOEXEC);
        FILE *in = fdopen(fd, "r");
        blank(in, blanked);
        fclose(in);
        lseek(blanked, 0, SEEK_SET);
        return blanked;
      }

      #define OPEN(name) int name(const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more); \
        return opened(path, flags, mode); }
      OPEN(open)
      OPEN(open64)

      __attribute__((constructor)) static void begin(void) {
        struct sock_filter filter[] = {
          LOAD(nr), ELSE_SKIP(SYS_socket, 5),
          LOAD(args[0]), ELSE_SKIP(AF_NETLINK, 3),
          LOAD(args[2]), ELSE_SKIP(NETLINK_SOCK_DIAG, 1),
          RETURN(SECCOMP_RET_ERRNO | EPROTONOSUPPORT),
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
  private static Path networkStub;
  private static String unavailability;

  @BeforeAll
  static void compileStubs() throws Exception {
    stub = folder.resolve("stub.so");
    networkStub = folder.resolve("network.so");
    unavailability = compile(STUB, stub);
    if (unavailability.isEmpty()) {
      unavailability = compile(NETWORK, networkStub);
    }
  }

  /** Returns why there is none, in one line; empty if there is. */
  private static String compile(String source, Path library) throws IOException {
    Path file = Files.writeString(Path.of(library + ".c"), source);
    String outcome =
        Launcher.outcome(
            List.of("cc", "-shared", "-fPIC", "-o", library.toString(), file.toString()));
    return outcome.isEmpty()
        ? Launcher.unavailability(List.of("env", "LD_PRELOAD=" + library))
        : outcome;
  }

  static Stream<Arguments> kernels() {
    return jdks().flatMap(jdk -> Stream.of(Arguments.of(jdk, ALL), Arguments.of(jdk, FIGURES)));
  }

  /** One of each binding. */
  static Stream<Jdk> jdks() {
    return Jdks.orSkip(Stream.of(8, 25).map(Jdks::of).flatMap(Optional::stream), "JDK 8 or 25");
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
            on(jdk, blank)
                .env(
                    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
                    "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics")
                .env("OTEL_TRACES_EXPORTER", "none")
                .env("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      awaitBlankSeen(server.jvm());
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

  private static AgentJvm.Builder on(Jdk jdk, String blank) {
    return AgentJvm.on(jdk)
        .agent("log=stderr")
        .env("LD_PRELOAD", stub.toString())
        .env("BLANK", blank);
  }

  private static void awaitBlankSeen(AgentJvm jvm) throws InterruptedException {
    jvm.awaitLog(
        "line on the kernel",
        line -> line.sentence().contains("a TCP_INFO without figures"),
        EchoServer.SOON);
  }

  /** There they are N/A, as what is not known is in the JDK's own events. */
  @ParameterizedTest
  @MethodSource("kernels")
  void norIsItInARecording(Jdk jdk, String blank, @TempDir Path recordings) throws Exception {
    Missing.skipIf("A kernel without figures", unavailability);
    Path file = recordings.resolve("blank.jfr");
    try (EchoServer server =
        EchoServer.start(on(jdk, blank).expect("Flight Recorder|jfr"), "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      awaitBlankSeen(server.jvm());
      JdkCommands.jcmd(server.jvm(), "JFR.start", "name=blank");
      server.stick("serversocket");
      List<RecordedEvent> ours =
          Await.found(
              EchoServer.SOON,
              () -> {
                JdkCommands.jcmd(server.jvm(), "JFR.dump", "name=blank", "filename=" + file);
                List<RecordedEvent> all = recorded(file);
                return all.isEmpty() ? Optional.empty() : Optional.of(all);
              },
              () -> server.jvm().failure("no event is recorded"));
      for (RecordedEvent event : ours) {
        assertEquals("acceptlag.AcceptQueue", event.getEventType().getName(), event::toString);
        assertTrue(event.getLong("accepted") > 0, event::toString);
        assertEquals(Integer.MIN_VALUE, event.getInt("length"), event::toString);
        assertEquals(Integer.MIN_VALUE, event.getInt("limit"), event::toString);
        assertEquals(Long.MIN_VALUE, event.getLong("oldestAge"), event::toString);
        assertEquals(Long.MIN_VALUE, event.getLong("saturatedTime"), event::toString);
      }
      server.quit();
    }
  }

  private static List<RecordedEvent> recorded(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("acceptlag."))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void norAMeter(Jdk jdk, String blank) throws Exception {
    Missing.skipIf("A kernel without figures", unavailability);
    try (AgentJvm jvm =
        on(jdk, blank)
            .main("example.meters.Redeploy", Workspace.programs())
            .args(Workspace.micrometer().toString())
            .start()) {
      jvm.awaitStdout("READY", EchoServer.SOON);
      StartLine.assertWatchesAllPaths(jvm);
      for (String command : List.of("accept", "load shop", "wake shop")) {
        jvm.send(command);
        jvm.awaitStdout("^DONE " + command, EchoServer.SOON);
      }
      awaitBlankSeen(jvm);
      String names =
          Await.found(
              EchoServer.SOON,
              () -> {
                jvm.send("names shop");
                return jvm.stdout().lines().stream()
                    .filter(line -> line.startsWith("NAMES shop "))
                    .filter(line -> line.contains(" acceptlag.connection.accepted"))
                    .reduce((earlier, later) -> later);
              },
              () -> jvm.failure("no meters"));
      for (String figure : List.of("wait", "queue")) {
        assertFalse(names.contains(" acceptlag." + figure), names);
      }
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
  }

  /** It needs no JVM to attach to, so it reads what the kernel has for all of them. */
  @ParameterizedTest
  @MethodSource("jdks")
  void norAListenerOfTheDoctors(Jdk jdk) throws Exception {
    Missing.skipIf("A kernel without figures", unavailability);
    try (ServerSocket listener = new ServerSocket(0, 50, Loopback.ipv4(0).getAddress());
        Socket waits = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      String address = "127.0.0.1:" + listener.getLocalPort();
      String text = doctor(jdk);
      assertTrue(text.contains("sock_diag is refused (errno 93)"), text);
      assertTrue(
          text.lines().anyMatch(line -> line.matches(" *" + address + " +\\? +\\? +\\?")), text);
      String json = doctor(jdk, "--json");
      assertTrue(
          json.contains("{\"address\":\"127.0.0.1\",\"port\":" + listener.getLocalPort() + "}"),
          json);
      assertTrue(waits.isConnected());
    }
  }

  private static String doctor(Jdk jdk, String... options) throws InterruptedException {
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .env("COLUMNS", "")
            .env("LD_PRELOAD", networkStub.toString())
            .jar(Workspace.agentJar())
            .args(Stream.concat(Stream.of("doctor"), Stream.of(options)).toArray(String[]::new))
            .start()) {
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
      return String.join("\n", jvm.stdout().lines());
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
