package io.acceptlag.agent.demo;

import io.acceptlag.agent.terminal.Terminal;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Loads a server until its accept queue overflows, and shows what the agent says about it. */
public final class Demo {
  /** The command by which acceptlag.jar is the demo's server. */
  public static final String SERVER_COMMAND = "demo-server";

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(27);
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private Demo() {}

  public static String help() {
    return String.join(
        "\n",
        "java -jar acceptlag.jar demo",
        "",
        "Shows acceptlag at work on a real fault, in less than 30 seconds:",
        "",
        "  1. It starts a small web shop on the JDK's own HttpServer, in a JVM of its own,",
        "     with acceptlag attached.",
        "  2. " + Clients.PER_SECOND + " clients a second come, over the loopback interface only.",
        "  3. One of them asks for a slow report. HttpServer runs it on the thread that",
        "     accepts connections, so the others wait in the kernel's accept queue, and",
        "     when that is full the kernel refuses more.",
        "  4. The report is done, and the shop recovers.",
        "",
        "You see what the clients see and what acceptlag says, as it happens. A table at the",
        "end compares the agent's figures with the clients' own and the kernel's.",
        "",
        "It needs Linux and no rights. It leaves one file, a page of what happened, and names",
        "it. The exit status is 0 if acceptlag gave the warnings it should, 1 if not.",
        "");
  }

  /**
   * @param jar acceptlag.jar
   * @return whether the agent gave the warnings that it should
   */
  public static boolean run(File jar) {
    try {
      Set<String> missing = play(jar);
      if (!missing.isEmpty()) {
        fail("the agent should have given " + String.join(", ", missing) + optionsAround());
      }
      return missing.isEmpty();
    } catch (IOException e) {
      fail("the demo cannot go on: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("the demo was interrupted");
    }
    return false;
  }

  private static Set<String> play(File jar) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    long startDeadlineNanos = startNanos + START_LIMIT_NANOS;
    Screen screen = new Screen(System.out, Terminal.find());
    screen.paragraph(Screen.Style.BOLD, "acceptlag demo: a web shop stops accepting connections");
    screen.progress("Starting the shop ...");
    DemoPage page = DemoPage.make();
    try (ServerProcess server = ServerProcess.start(jar, page.box())) {
      int port = server.awaitPort(startDeadlineNanos);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      screen.paragraph(
          Screen.Style.PLAIN,
          "It is a server of the JDK's, com.sun.net.httpserver, in a JVM of its own with -javaagent:"
              + jar.getName()
              + " attached. "
              + Clients.PER_SECOND
              + " clients a second come to its port "
              + port
              + ".");
      screen.blank();
      try (Clients clients = new Clients(address)) {
        Play play = new Play(screen, server, clients, port, startNanos + LIMIT_NANOS);
        Set<String> missing = play.show(startDeadlineNanos);
        page.write(screen);
        if (missing.isEmpty()) {
          screen.blank();
          screen.paragraph(
              Screen.Style.GREEN,
              "acceptlag gave all the warnings it should. To attach it to a server of your own:");
          screen.row(Screen.Style.PLAIN, "  java -javaagent:" + jar + " -jar shop.jar");
        }
        return missing;
      }
    } finally {
      page.close();
    }
  }

  /** The likely reason for an agent that is silent or says other things. */
  private static String optionsAround() {
    Set<String> options = new TreeSet<>();
    for (String name : System.getenv().keySet()) {
      if (name.startsWith("ACCEPTLAG_")) {
        options.add(name + "=" + System.getenv(name));
      }
    }
    return options.isEmpty()
        ? ""
        : ". It goes by the environment too: try without " + String.join(", ", options);
  }

  private static void fail(String why) {
    System.out.flush();
    System.err.println("acceptlag: " + why);
  }
}
