import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * Runs a subject without and with the agent in turn, and compares pair by pair, so that a machine
 * whose speed drifts does not decide: {@code java benchmarks/Benchmarks.java JAR JAVA_HOME...}
 */
final class Benchmarks {
  private static final int PAIRS = 12;

  public static void main(String[] args) throws Exception {
    Path classes = Files.createTempDirectory("subject");
    if (ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "8", "-Xlint:-options", "-d", classes.toString(), "benchmarks/Subject.java", "benchmarks/Stuck.java")
        != 0) {
      throw new IllegalStateException("run it from the top of the repository, with a JDK");
    }
    System.out.println("| Java | figure | without | with | with / without: median (lowest to highest of " + PAIRS + " pairs) |");
    System.out.println("|---|---|---|---|---|");
    for (String home : Arrays.asList(args).subList(1, args.length)) {
      for (String mode : List.of("start", "connections", "memory")) {
        compare(home, mode, args[0], classes);
      }
    }
    System.out.println();
    System.out.println("| Java | ten stuck listeners, a thousand threads: the agent's share of one core | |");
    System.out.println("|---|---|---|");
    for (String home : Arrays.asList(args).subList(1, args.length)) {
      String[] shares = output(home, agent(args[0]), classes, "Stuck").split(" ");
      System.out.printf(
          "| %s | in the first 5 s: %.1f %% | in the next 30 s: %.1f %% |%n",
          version(home), Double.valueOf(shares[0]), Double.valueOf(shares[1]));
    }
  }

  private static void compare(String home, String mode, String jar, Path classes) throws Exception {
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    int pairs = mode.equals("memory") ? 3 : PAIRS;
    for (int i = 0; i <= pairs; i++) {
      double bare = run(home, mode, List.of(), classes);
      double attached = run(home, mode, agent(jar), classes);
      if (i > 0) { // the first pair warms the page cache
        without.add(bare);
        with.add(attached);
        ratios.add(attached / bare);
      }
    }
    ratios.sort(null);
    System.out.printf(
        "| %s | %s | %.0f | %.0f | %.3f (%.3f to %.3f) |%n",
        version(home), mode.equals("start") ? "start to end, ms" : mode.equals("memory") ? "peak resident, MiB" : "connections/s",
        median(without), median(with), median(ratios), ratios.get(0), ratios.get(ratios.size() - 1));
  }

  private static List<String> agent(String jar) {
    return List.of("-javaagent:" + jar + "=log=stderr");
  }

  private static double run(String home, String mode, List<String> agent, Path classes)
      throws Exception {
    long startNanos = System.nanoTime();
    String output = output(home, agent, classes, "Subject", mode);
    return mode.equals("start")
        ? (System.nanoTime() - startNanos) / 1e6
        : Double.parseDouble(output);
  }

  private static String output(String home, List<String> agent, Path classes, String... program)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(home + "/bin/java"));
    command.addAll(agent);
    command.addAll(List.of("-cp", classes.toString()));
    command.addAll(List.of(program));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes()).trim();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
    return output;
  }

  private static String version(String home) throws Exception {
    Process process =
        new ProcessBuilder(home + "/bin/java", "-version").redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    return output.replaceFirst("(?s).*?version \"([^\"]*)\".*", "$1");
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
