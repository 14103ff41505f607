package io.acceptlag.agent;

import com.example.shop.Shop;
import io.acceptlag.agent.attach.Commands;
import io.acceptlag.agent.attach.RefusedException;
import io.acceptlag.agent.config.ConfigurationPage;
import io.acceptlag.agent.demo.Demo;
import io.acceptlag.agent.doctor.Doctor;
import io.acceptlag.agent.jvm.Jvm;
import io.acceptlag.agent.jvm.Surroundings;
import io.acceptlag.agent.processes.JvmList;
import io.acceptlag.agent.recording.Replay;
import io.acceptlag.agent.report.Report;
import io.acceptlag.agent.report.Watch;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code java -jar acceptlag.jar} does. There is no hook in java.base then, so no class that
 * refers to it may be loaded from here.
 */
public final class Cli {
  static final int FAILED = 1;
  static final int MISUSED = 2;

  private static final String REMOTE_USE =
      "\"attach\" takes PID|NAME [key=value,...] [--force] after it, \"set\" PID|NAME key=value,"
          + " \"detach\" PID|NAME";

  private Cli() {}

  public static void main(String[] args) throws IOException {
    int status = run(args);
    System.out.flush();
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int run(String[] args) throws IOException {
    String command = args.length == 0 ? "help" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    if (command.equals(Demo.SERVER_COMMAND)) {
      Shop.main(rest);
      return 0;
    }
    if (asksForHelp(rest)) {
      return print(command.equals("demo") ? Demo.help() : help());
    }
    switch (command) {
      case "attach":
      case "set":
      case "detach":
        return remote(command, rest);
      case "doctor":
        return doctor(rest);
      case "list":
        return list(rest);
      case "replay":
        return replay(rest);
      case "report":
        return report(rest);
      case "watch":
        return watch(rest);
      default:
        return rest.length == 0
            ? alone(command)
            : misused(
                "\"" + command + "\" takes nothing after it, and there is \"" + rest[0] + "\"");
    }
  }

  /** A command that takes nothing after it. */
  private static int alone(String command) {
    switch (command) {
      case "help":
      case "--help":
      case "-h":
        return print(help());
      case "version":
      case "--version":
        return print("acceptlag " + OwnVersion.get() + System.lineSeparator());
      case "options":
        return print(ConfigurationPage.renderForTerminal());
      case "demo":
        return isLinux("demo") && Demo.run(ownJar()) ? 0 : FAILED;
      default:
        return misused("there is no command \"" + command + "\"");
    }
  }

  private static int print(String text) {
    System.out.print(text);
    return 0;
  }

  private static boolean asksForHelp(String[] rest) {
    return rest.length == 1 && (rest[0].equals("--help") || rest[0].equals("-h"));
  }

  private static boolean isOption(String word) {
    return word.isEmpty() || word.startsWith("-");
  }

  private static boolean isJson(String[] rest) {
    return rest.length == 1 && rest[0].equals("--json");
  }

  private static int misused(String why) {
    System.err.println(
        "acceptlag: "
            + why
            + "; it knows attach, demo, detach, doctor, list, options, replay, report, set, watch, help"
            + " and version");
    return MISUSED;
  }

  private static int report(String[] rest) {
    boolean named = rest.length == 3 && rest[1].equals("-o");
    if ((rest.length != 1 && !named) || isOption(rest[0])) {
      return misused(
          "\"report\" takes a PID, a NAME or the FILE of a black box, then -o FILE.html");
    }
    return isLinux("report") && Report.run(rest[0], named ? rest[2] : "", System.out, System.err)
        ? 0
        : MISUSED;
  }

  private static int watch(String[] rest) {
    boolean json = rest.length == 2 && rest[1].equals("--json");
    if ((rest.length != 1 && !json) || isOption(rest[0])) {
      return misused("\"watch\" takes a PID or a NAME, then --json or nothing");
    }
    return isLinux("watch") && Watch.run(rest[0], json, System.out, System.err) ? 0 : MISUSED;
  }

  private static int replay(String[] rest) throws IOException {
    if (rest.length != 1 || isOption(rest[0])) {
      return misused("\"replay\" takes the file of a recording after it");
    }
    return Replay.run(rest[0], System.out, System.err) ? 0 : MISUSED;
  }

  private static int doctor(String[] rest) {
    if (rest.length > 0 && !isJson(rest)) {
      return misused("\"doctor\" takes --json after it or nothing");
    }
    boolean isPod = Surroundings.isPod(System::getenv);
    return isLinux("doctor") && Doctor.run(isJson(rest), isPod, System.out, System.err)
        ? 0
        : FAILED;
  }

  private static int list(String[] rest) {
    if (rest.length > 0 && !isJson(rest)) {
      return misused("\"list\" takes --json after it or nothing");
    }
    if (!isLinux("list")) {
      return MISUSED;
    }
    JvmList.print(isJson(rest), ownJar().getPath(), System.out);
    return 0;
  }

  private static int remote(String command, String[] rest) {
    if (!isLinux(command)) {
      return MISUSED;
    }
    List<String> words = new ArrayList<>(Arrays.asList(rest));
    boolean force = command.equals("attach") && words.remove("--force");
    Commands commands = new Commands(ownJar(), OwnVersion.get(), System.out);
    try {
      if (!words.isEmpty() && isOption(words.get(0))) {
        return misused(REMOTE_USE);
      }
      if (command.equals("attach") && (words.size() == 1 || words.size() == 2)) {
        commands.attach(words.get(0), words.size() == 1 ? "" : words.get(1), force);
      } else if (command.equals("set") && words.size() == 2) {
        commands.set(words.get(0), words.get(1));
      } else if (command.equals("detach") && words.size() == 1) {
        commands.detach(words.get(0));
      } else {
        return misused(REMOTE_USE);
      }
      return 0;
    } catch (RefusedException e) {
      System.err.println("acceptlag: " + e.why());
      return MISUSED;
    }
  }

  private static boolean isLinux(String command) {
    if (!Jvm.isLinux()) {
      System.err.println(
          "acceptlag: the "
              + command
              + " needs Linux, because accept queues can be seen there only; this is "
              + System.getProperty("os.name"));
    }
    return Jvm.isLinux();
  }

  private static String help() {
    String jar = ownJar().getPath();
    return lines(
        "acceptlag " + OwnVersion.get(),
        "A Java agent: tells how long each connection waited to be accepted, and why.",
        "",
        "  java -javaagent:" + jar + " -jar shop.jar",
        "      attaches it to an application",
        "",
        "  java -jar " + jar + " demo",
        "      shows it at work, in half a minute",
        "",
        "  java -jar " + jar + " doctor",
        "      tells what this host's kernel settings mean for a Java server; --json for programs",
        "",
        "  java -jar " + jar + " list",
        "      shows the JVMs of this host and their accept queues; --json for programs",
        "",
        "  java -jar " + jar + " attach PID|NAME [warn.wait=500ms,...]",
        "      attaches it to a JVM that runs, and shows what it finds at once",
        "",
        "  java -jar " + jar + " set PID|NAME warn.wait=500ms",
        "      changes an option of the agent there",
        "",
        "  java -jar " + jar + " detach PID|NAME",
        "      takes the agent out again",
        "",
        "  java -jar " + jar + " report PID|NAME|FILE [-o FILE.html]",
        "      makes a page of the last day of a JVM with acceptlag, or of a file of blackbox",
        "",
        "  java -jar " + jar + " watch PID|NAME [--json]",
        "      shows once a second what the listeners of a JVM with acceptlag do",
        "",
        "  java -jar " + jar + " options",
        "      lists its options, as in -javaagent:acceptlag.jar=warn.wait=500ms,ports=8080",
        "",
        "  java -jar " + jar + " replay FILE",
        "      judges again what the option record has written");
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  private static File ownJar() {
    try {
      return new File(Cli.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
