package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Both bindings of the C library, in the shipped jar, tell the same of the same sockets. */
class TwinsIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final int EBADF = 9;
  private static final int ENOTSOCK = 88;
  private static final int ENOPROTOOPT = 92;
  private static final int EOPNOTSUPP = 95;

  /**
   * Milliseconds since something, in {@code struct tcp_info}: last data sent to last ACK received.
   */
  private static final int AGES_BEGIN = 44;

  private static final int AGES_END = 60;

  @TestFactory
  Stream<DynamicTest> bothBindings() {
    return Jdks.all().stream()
        .filter(jdk -> jdk.version() >= 22)
        .map(jdk -> dynamicTest(jdk.toString(), () -> compareOn(jdk)));
  }

  private static void compareOn(Jdk jdk) throws Exception {
    Map<String, List<Answer>> answers = answersOn(jdk);
    assertEquals(34, answers.size(), () -> "calls: " + answers.keySet());
    answers.forEach(
        (call, three) -> {
          assertEquals(List.of("jna", "ffm", "jna"), three.stream().map(Answer::binding).toList());
          assertSame(call, three.get(0), three.get(1), three.get(2));
        });

    assertTcpInfo(answers);
    assertEquals(8, ok(answers, "listener-cookie").length);
    assertNotEquals(
        HexFormat.of().formatHex(ok(answers, "listener-cookie")),
        HexFormat.of().formatHex(ok(answers, "accepted-cookie")));
    assertEquals(36, ok(answers, "listener-meminfo").length);
    byte[] local = ok(answers, "listener-getsockname");
    byte[] localOfAccepted = ok(answers, "accepted-getsockname");
    assertEquals(
        HexFormat.of().formatHex(local, 2, 4), HexFormat.of().formatHex(localOfAccepted, 2, 4));
    assertNotEquals(
        HexFormat.of().formatHex(local, 2, 4),
        HexFormat.of().formatHex(ok(answers, "accepted-getpeername"), 2, 4));
    assertTick(ok(answers, "clock"));

    for (String socket : new String[] {"closed", "nosuch"}) {
      for (String call : new String[] {"info", "cookie", "meminfo"}) {
        assertEquals(-EBADF, answers.get(socket + "-" + call).get(1).result, socket + call);
        assertEquals(-ENOTSOCK, answers.get("file-" + call).get(1).result, call);
      }
    }
    assertEquals(-EOPNOTSUPP, answers.get("unix-info").get(1).result);
    assertEquals(-ENOPROTOOPT, answers.get("badoption").get(1).result);
    assertTrue(answers.get("noclock").get(1).result < 0);
    assertTrue(answers.get("listener-getpeername").get(1).result < 0);
  }

  private static Map<String, List<Answer>> answersOn(Jdk jdk) throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            // It calls all functions by both of them before it accepts.
            .agent("log=stderr,warn.wait=60s")
            // Its own: it loads JNA where the agent does without.
            .expect("^WARNING: ", "was closed while 1 client waited to be accepted")
            .jvmArgs(
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
            .main("example.measure.Twins", Workspace.programs())
            .start()) {
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      Map<String, List<Answer>> answers = new LinkedHashMap<>();
      for (String line : jvm.stdout().lines()) {
        String[] words = line.split(" ", -1);
        answers
            .computeIfAbsent(words[0], call -> new ArrayList<>())
            .add(
                new Answer(
                    words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), words[4]));
      }
      return answers;
    }
  }

  private static void assertSame(String call, Answer before, Answer ffm, Answer after) {
    if (call.contains("get") || call.equals("noclock")) {
      // Of these one binding tells -1 only, and nobody asks it for more.
      assertEquals(before.result < 0, ffm.result < 0, call);
    } else {
      assertEquals(before.result, ffm.result, call);
    }
    assertEquals(before.length, ffm.length, call);
    byte[] bytes = ffm.bytes();
    for (int i = 0; i < bytes.length; i++) {
      if (call.equals("accepted-info") && i >= AGES_BEGIN && i < AGES_END) {
        continue;
      }
      assertEquals(before.bytes()[i], bytes[i], call + " at " + i);
      assertEquals(after.bytes()[i], bytes[i], call + " at " + i);
    }
    if (call.equals("accepted-info")) {
      for (int at = AGES_BEGIN; at < AGES_END; at += 4) {
        int[] ages = {before.intAt(at), ffm.intAt(at), after.intAt(at)};
        assertTrue(
            IntStream.of(ages)
                .boxed()
                .sorted(Comparator.naturalOrder())
                .toList()
                .equals(IntStream.of(ages).boxed().toList()),
            () -> call + " goes back in time: " + List.of(ages[0], ages[1], ages[2]));
      }
    }
  }

  private static void assertTcpInfo(Map<String, List<Answer>> answers) {
    assertEquals(104, ok(answers, "listener-info").length);
    Answer listener = answers.get("listener-info").get(1);
    assertEquals(10, listener.bytes()[0], "TCP_LISTEN");
    assertEquals(1, listener.intAt(24), "queue length");
    assertEquals(7, listener.intAt(28), "queue limit");
    Answer accepted = answers.get("accepted-info").get(1);
    assertEquals(1, accepted.bytes()[0], "TCP_ESTABLISHED");
    assertTrue(accepted.intAt(AGES_BEGIN) >= 40, "last data sent " + accepted.intAt(AGES_BEGIN));
    assertEquals(5, ok(answers, "short").length);
  }

  private static void assertTick(byte[] timespec) {
    ByteBuffer value = ByteBuffer.wrap(timespec).order(ByteOrder.nativeOrder());
    assertEquals(0, value.getLong(0));
    assertTrue(value.getLong(8) >= 1_000_000 && value.getLong(8) <= 10_000_000);
  }

  private static byte[] ok(Map<String, List<Answer>> answers, String call) {
    Answer answer = answers.get(call).get(1);
    assertEquals(0, answer.result, call);
    return answer.bytes();
  }

  /**
   * @param length as the call left it
   */
  private record Answer(String binding, int result, int length, String hex) {
    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }

    int intAt(int offset) {
      return ByteBuffer.wrap(bytes()).order(ByteOrder.nativeOrder()).getInt(offset);
    }
  }
}
