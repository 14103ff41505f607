package example.measure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has to hold on every kernel and processor, in one JVM and without a test library, for images
 * that hold little more than a JVM. The first argument is the file to which this JVM's standard
 * error goes, which is the agent's log; the second is the command of doctor; the third is a script
 * that joins another network namespace, or nothing.
 *
 * <p>Prints {@code RESULT <scenario> ok|WRONG <figures>} for each, and {@code DONE}.
 */
public final class Scenarios {
  private static final long BOUND_NANOS = 120_000_000_000L;
  private static final int CONNECTIONS = 100;
  private static final int PROMPT = 20;
  private static final long LONGEST_WAIT_MILLIS = 3_000;
  private static final double SCHEDULING_MILLIS = 2;
  private static final int ACT_LATER = 7;
  private static final int BACKLOG = 8;
  private static final int ROOM = BACKLOG + 1;
  private static final int REFUSED = 12;

  /** After the third SYN of a client whose waits double, and long before the fourth. */
  private static final long REFUSAL_MILLIS = 5_500;

  private final Path log;
  private final double tickMillis;

  private Scenarios(Path log) throws Exception {
    this.log = log;
    tickMillis = Long.parseLong(awaitLog("resolution (\\d+) ms").group(1));
  }

  public static void main(String[] args) throws Exception {
    awaitAgent();
    Scenarios scenarios = new Scenarios(Paths.get(args[0]));
    scenarios.accuracy();
    scenarios.overflow(args[1]);
    if (args.length > 2) {
      scenarios.handshake(args[2]);
    }
    System.out.println("DONE");
  }

  /** An emulated processor may take longer than the agent's start ever does elsewhere. */
  private static void awaitAgent() throws Exception {
    for (int tries = 5; ; tries--) {
      try {
        Recorded.awaitAgent();
        return;
      } catch (IllegalStateException e) {
        if (tries == 0) {
          throw e;
        }
      }
    }
  }

  /** Whether each recorded wait is the true one, whatever the client does meanwhile. */
  private void accuracy() throws Exception {
    try (ServerSocket server = listen("127.0.0.1", CONNECTIONS)) {
      Recorded recorded = Recorded.of(server);
      Tally tally = new Tally();
      for (int i = 0; i < PROMPT; i++) {
        WaitingClient client = new WaitingClient(server, WaitingClient.Doing.NOTHING);
        tally.accept(server, recorded, client);
      }
      List<WaitingClient> waiting = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < CONNECTIONS; i++) {
        waiting.add(new WaitingClient(server, WaitingClient.Doing.inTurn(i)));
        if (i >= ACT_LATER) {
          waiting.get(i - ACT_LATER).act();
        }
        long due = start + LONGEST_WAIT_MILLIS * 1_000_000 * (i + 1) / CONNECTIONS;
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      }
      for (WaitingClient client : waiting.subList(CONNECTIONS - ACT_LATER, CONNECTIONS)) {
        client.act();
      }
      long goneBefore = recorded.abandoned();
      for (WaitingClient client : waiting) {
        tally.accept(server, recorded, client);
      }
      long gone = recorded.abandoned() - goneBefore;
      long left = waiting.stream().filter(client -> client.doing.leaves).count();
      result(
          "accuracy",
          tally.wrong == 0 && recorded.unmeasured() == 0 && gone == left,
          "connections=%d wrong=%d beyond_max_ms=%.1f longest_ms=%d tick_ms=%.0f unmeasured=%d"
              + " left=%d abandoned=%d",
          CONNECTIONS + PROMPT,
          tally.wrong,
          tally.beyondMaxMillis,
          tally.longestMillis,
          tickMillis,
          recorded.unmeasured(),
          left,
          gone);
    }
  }

  /** A queue that is full: its room, what is counted, what refused clients do, what is advised. */
  private void overflow(String doctor) throws Exception {
    long overflowsBefore = netstat("ListenOverflows");
    List<SocketChannel> clients = new ArrayList<>();
    String advice;
    long overflows;
    int connected = 0;
    int accepted = 0;
    String address;
    try (ServerSocket server = listen("127.0.0.1", BACKLOG)) {
      address = "127.0.0.1:" + server.getLocalPort();
      for (int i = 0; i < ROOM + REFUSED; i++) {
        SocketChannel client = SocketChannel.open();
        client.configureBlocking(false);
        client.connect(server.getLocalSocketAddress());
        clients.add(client);
      }
      Thread.sleep(REFUSAL_MILLIS);
      overflows = netstat("ListenOverflows") - overflowsBefore;
      for (SocketChannel client : clients) {
        connected += client.finishConnect() ? 1 : 0;
      }
      advice = output(doctor);
      // Those refused give up, so that nothing is dropped any more.
      for (SocketChannel client : clients.subList(ROOM, clients.size())) {
        client.close();
      }
      long overflowsAtLast = netstat("ListenOverflows") - overflowsBefore;
      while (accepted < connected) {
        server.accept().close();
        accepted++;
      }
      Matcher recovered =
          awaitLog(
              Pattern.quote(address)
                  + " .* event=recovered .* delayed=(\\d+) wait_max_ms=(\\d+) overflows=(\\d+)");
      result(
          "overflow",
          connected == ROOM
              && Long.parseLong(recovered.group(1)) == ROOM
              && Long.parseLong(recovered.group(3)) == overflowsAtLast,
          "room=%d connected=%d delayed=%s overflows=%d agent_overflows=%s",
          ROOM,
          connected,
          recovered.group(1),
          overflowsAtLast,
          recovered.group(3));
    }
    long expected =
        synsOf(awaitLog("A refused client sends its SYN again after (.*?), and").group(1));
    result(
        "syn",
        overflows == expected * REFUSED,
        "of_each_refused_client_in_%.1f_s=%.1f agent_says=%d",
        REFUSAL_MILLIS / 1e3,
        (double) overflows / REFUSED,
        expected);
    boolean told =
        Pattern.compile(Pattern.quote(address) + " +" + ROOM + " +" + ROOM + " ")
            .matcher(advice)
            .find();
    result("doctor", told, "kernel=%s", System.getProperty("os.version"));
    System.out.println(advice);
  }

  /** How many SYNs the agent's own sentence means for that time. */
  private static long synsOf(String sentence) {
    // "1 s, then 2, 4, 8 s (from Linux 6.5 on after 1 s five times)".
    List<Integer> waits = new ArrayList<>();
    Matcher number = Pattern.compile("\\d+").matcher(sentence.replaceAll("\\(.*", ""));
    while (number.find()) {
      waits.add(Integer.parseInt(number.group()));
    }
    Matcher five = Pattern.compile("after 1 s five times").matcher(sentence);
    boolean linear = five.find() && isFrom(6, 5);
    long syns = 1;
    long seconds = 0;
    for (int wait : linear ? Arrays.asList(1, 1, 1, 1, 1) : waits) {
      seconds += wait;
      syns += seconds * 1_000 < REFUSAL_MILLIS ? 1 : 0;
    }
    return syns;
  }

  private static boolean isFrom(int major, int minor) {
    Matcher version = Pattern.compile("^(\\d+)\\.(\\d+)").matcher(System.getProperty("os.version"));
    if (!version.find()) {
      throw new IllegalStateException(System.getProperty("os.version"));
    }
    int its = Integer.parseInt(version.group(1));
    return its > major || (its == major && Integer.parseInt(version.group(2)) >= minor);
  }

  /** A SYN-ACK that had to be sent again is counted, and is no part of the wait. */
  private void handshake(String script) throws Exception {
    try (ServerSocket server = listen("0.0.0.0", BACKLOG)) {
      Recorded recorded = Recorded.of(server);
      String port = Integer.toString(server.getLocalPort());
      Process late = new ProcessBuilder(script, "connect", port).inheritIO().start();
      // Longer than the second after which it is sent again; ARP gives up after three.
      Thread.sleep(1_500);
      new ProcessBuilder(script, "answer").inheritIO().start().waitFor();
      server.accept().close();
      long wait = recorded.waitSumMillis();
      long resent = recorded.handshakeDelayed();
      late.waitFor();
      Process prompt = new ProcessBuilder(script, "connect", port).inheritIO().start();
      server.accept().close();
      prompt.waitFor();
      result(
          "handshake",
          resent == 1 && wait < 500 && recorded.handshakeDelayed() == 1,
          "resent=%d of=2 wait_ms=%d",
          recorded.handshakeDelayed(),
          wait);
    }
  }

  private static ServerSocket listen(String address, int backlog) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getByName(address), 0), backlog);
    return server;
  }

  private static void result(String scenario, boolean right, String format, Object... figures) {
    String verdict = right ? "ok" : "WRONG";
    System.out.println(
        "RESULT " + scenario + " " + verdict + " " + String.format(Locale.ROOT, format, figures));
  }

  private static long netstat(String name) throws IOException {
    List<String> lines = Files.readAllLines(Paths.get("/proc/net/netstat"));
    List<String> names = Arrays.asList(lines.get(0).split(" ", -1));
    return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf(name)]);
  }

  private static String output(String command) throws Exception {
    Process process = new ProcessBuilder(command.split(" ", -1)).redirectErrorStream(true).start();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] part = new byte[4096];
    InputStream in = process.getInputStream();
    for (int n = in.read(part); n >= 0; n = in.read(part)) {
      text.write(part, 0, n);
    }
    return text.toString("UTF-8");
  }

  private Matcher awaitLog(String regex) throws Exception {
    Pattern pattern = Pattern.compile(regex);
    long start = System.nanoTime();
    for (; ; ) {
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher;
      }
      if (System.nanoTime() - start > BOUND_NANOS) {
        throw new IllegalStateException("no " + regex + " in:\n" + text);
      }
      Thread.sleep(50);
    }
  }

  /** Compares each recorded wait with the range in which the true one lies. */
  private final class Tally {
    private int wrong;
    private double beyondMaxMillis;
    private long longestMillis;

    void accept(ServerSocket server, Recorded recorded, WaitingClient client) throws Exception {
      long sum = recorded.waitSumMillis();
      long before = System.nanoTime();
      Socket accepted = server.accept();
      long after = System.nanoTime();
      long waited = recorded.waitSumMillis() - sum;
      double atLeast = Math.max(0, before - client.connectedNanos) / 1e6;
      double atMost = (after - client.startNanos) / 1e6;
      double beyond = Math.max(0, Math.max(atLeast - waited, waited - atMost));
      // A zero says less: shorter than two ticks, because a wait known to be short is not measured.
      double allowed = waited == 0 ? 2 * tickMillis : tickMillis;
      wrong += beyond > allowed + SCHEDULING_MILLIS ? 1 : 0;
      beyondMaxMillis = Math.max(beyondMaxMillis, beyond);
      longestMillis = Math.max(longestMillis, waited);
      accepted.close();
      client.socket.close();
    }
  }
}
