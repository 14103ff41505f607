package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernel refuses what the agent asks of it, as a container's seccomp filter may make it: the
 * application is unharmed, incidents are found from queue lengths, and what is missing is told
 * once.
 */
@Execution(ExecutionMode.CONCURRENT)
class KernelRefusalIT {
  /** Makes getsockopt(level, option) fail with an errno in the command that follows them. */
  private static final String FILTER =
      """
      #include <linux/filter.h>
      #include <linux/seccomp.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <sys/prctl.h>
      #include <sys/syscall.h>
      #include <unistd.h>

      #define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
      #define ELSE_SKIP(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)
      #define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)

      int main(int argc, char **argv) {
        struct sock_filter filter[] = {
          LOAD(nr), ELSE_SKIP(SYS_getsockopt, 5),
          LOAD(args[1]), ELSE_SKIP(atoi(argv[1]), 3),
          LOAD(args[2]), ELSE_SKIP(atoi(argv[2]), 1),
          RETURN(SECCOMP_RET_ERRNO | atoi(argv[3])),
          RETURN(SECCOMP_RET_ALLOW),
        };
        struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0) {
          execvp(argv[4], argv + 4);
        }
        perror(argv[0]);
        return 1;
      }
      """;

  @TempDir private static Path folder;
  private static Path filter;
  private static String unavailability;

  @BeforeAll
  static void compileFilter() throws Exception {
    filter = folder.resolve("refuse");
    Path source = Files.writeString(folder.resolve("refuse.c"), FILTER);
    unavailability = Launcher.outcome(List.of("cc", "-o", filter.toString(), source.toString()));
    if (unavailability.isEmpty()) {
      unavailability = Launcher.unavailability(List.of(filter.toString(), "0", "0", "0"));
    }
  }

  static Stream<Refusal> refusals() {
    List<Refusal> refusals = new ArrayList<>();
    for (int version : new int[] {8, 25}) {
      for (Option option : Option.values()) {
        for (Errno errno : Errno.values()) {
          Jdks.of(version).ifPresent(jdk -> refusals.add(new Refusal(jdk, option, errno)));
        }
      }
    }
    return Jdks.orSkip(refusals.stream(), "JDK 8 or 25");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void incidentsAreFoundAllTheSame(Refusal refusal) throws Exception {
    Missing.skipIf("Refusals of the kernel", unavailability);
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(refusal.jdk).agent("log=stderr").launchedBy(refusal.launcher()),
            "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      LogLine warning = server.holdAndAwaitWarning("serversocket");
      assertEquals(
          refusal.option != Option.TCP_INFO,
          warning.values().getOrDefault("queue", "").contains("/"),
          warning::toString);
      if (refusal.option != Option.SO_COOKIE) {
        server.jvm().awaitLog("refusal", refusal::isToldBy, EchoServer.SOON);
      }
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
      assertEquals(
          refusal.option == Option.SO_COOKIE ? 0 : 1,
          server.jvm().log().stream().filter(line -> line.sentence().contains("refused")).count(),
          server.jvm()::toString);
    }
  }

  private enum Option {
    TCP_INFO(6, 11),
    SO_MEMINFO(1, 55),
    /** Without it listeners are told apart by inode, so nothing is missing. */
    SO_COOKIE(1, 57);

    private final int level;
    private final int number;

    Option(int level, int number) {
      this.level = level;
      this.number = number;
    }
  }

  private enum Errno {
    EPERM(1),
    EBADF(9),
    EOPNOTSUPP(95);

    private final int number;

    Errno(int number) {
      this.number = number;
    }
  }

  private record Refusal(Jdk jdk, Option option, Errno errno) {
    List<String> launcher() {
      return List.of(
          filter.toString(),
          Integer.toString(option.level),
          Integer.toString(option.number),
          Integer.toString(errno.number));
    }

    boolean isToldBy(LogLine line) {
      return line.level().equals("WARN")
          && line.sentence().contains("refused " + option + " by the kernel (" + errno + ")");
    }

    @Override
    public String toString() {
      return option + " " + errno + ", " + jdk;
    }
  }
}
