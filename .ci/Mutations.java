import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Breaks the sources of a module, one small change at a time, and runs its unit tests against each.
 * A change that no test notices is printed. Arguments: the module's folder; the packages whose
 * sources are changed; "--"; the packages of the tests. Run by {@code .ci/mutations}.
 */
public final class Mutations {
  private static final long BOUND_SECONDS = 60;

  /** What is looked for in a line, and what takes its place. */
  private static final String[][] CHANGES = {
    {" && ", " || "},
    {" || ", " && "},
    {" >= ", " < "},
    {" <= ", " > "},
    {" > ", " <= "},
    {" < ", " >= "},
    {" == ", " != "},
    {" != ", " == "},
    {" + ", " - "},
    {" - ", " + "},
    {" * ", " / "},
    {"return true;", "return false;"},
    {"return false;", "return true;"},
  };

  private static final Pattern CONDITION = Pattern.compile("\\b(if|while) \\((.*)\\) \\{$");
  private static final Pattern RULE = Pattern.compile("@Nullable Diagnosis judge\\(.*\\) \\{$");

  private final Path sources;
  private final Path classes;
  private final Path testClasses;
  private final List<String> tests = new ArrayList<>();
  private final Path changed = Files.createTempDirectory("mutations");
  private final PrintStream out = System.out;
  private int killed;
  private int survived;

  private Mutations(Path module, List<String> testPackages) throws IOException {
    sources = module.resolve("src/main/java");
    classes = module.resolve("target/classes");
    testClasses = module.resolve("target/test-classes");
    for (String testPackage : testPackages) {
      try (Stream<Path> found = Files.list(testClasses.resolve(testPackage.replace('.', '/')))) {
        found
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith("Test.class"))
            .map(name -> testPackage + "." + name.replace(".class", ""))
            .sorted()
            .forEach(tests::add);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    List<String> words = Arrays.asList(args);
    int end = words.indexOf("--");
    Mutations mutations =
        new Mutations(Path.of(args[0]).toAbsolutePath(), words.subList(end + 1, words.size()));
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    if (mutations.isNoticed()) {
      mutations.out.println("The tests fail already");
      System.exit(2);
    }
    for (String each : words.subList(1, end)) {
      mutations.changeAll(each);
    }
    mutations.out.println(
        mutations.killed + " changes noticed, " + mutations.survived + " not noticed");
    System.exit(mutations.survived == 0 ? 0 : 1);
  }

  private void changeAll(String name) throws Exception {
    List<Path> files;
    try (Stream<Path> found = Files.list(sources.resolve(name.replace('.', '/')))) {
      files =
          found
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      change(file);
    }
  }

  private void change(Path file) throws Exception {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String code = line.strip();
      if (code.startsWith("*") || code.startsWith("/") || code.startsWith("import ")) {
        continue;
      }
      for (String mutant : mutants(line)) {
        tryOut(file, lines, i, mutant);
      }
    }
  }

  private static List<String> mutants(String line) {
    List<String> mutants = new ArrayList<>();
    for (String[] change : CHANGES) {
      for (int at = line.indexOf(change[0]); at >= 0; at = line.indexOf(change[0], at + 1)) {
        // Within a text it changes nothing but words.
        if (line.substring(0, at).chars().filter(c -> c == '"').count() % 2 == 0) {
          mutants.add(line.substring(0, at) + change[1] + line.substring(at + change[0].length()));
        }
      }
    }
    Matcher condition = CONDITION.matcher(line);
    if (condition.find()) {
      mutants.add(
          line.substring(0, condition.start(2))
              + "!("
              + condition.group(2)
              + ")"
              + line.substring(condition.end(2)));
    }
    if (RULE.matcher(line).find()) {
      mutants.add(line + " if (evidence != null) { return null; }");
    }
    return mutants;
  }

  private void tryOut(Path file, List<String> lines, int at, String mutant) throws Exception {
    List<String> text = new ArrayList<>(lines);
    text.set(at, mutant);
    if (!compile(file, text)) {
      // No Java: text was subtracted, say.
      return;
    }
    if (isNoticed()) {
      killed++;
    } else {
      survived++;
      out.println(
          "NOT NOTICED "
              + sources.relativize(file)
              + ":"
              + (at + 1)
              + "\n  - "
              + lines.get(at).strip()
              + "\n  + "
              + mutant.strip());
    }
  }

  private boolean compile(Path file, List<String> text) throws IOException {
    clear();
    Path source = changed.resolve("source").resolve(file.getFileName());
    Files.createDirectories(source.getParent());
    Files.write(source, text);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    return compiler.run(
            null,
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            "-nowarn",
            "-proc:none",
            "-d",
            changed.toString(),
            "-cp",
            classes + ":" + System.getProperty("java.class.path"),
            source.toString())
        == 0;
  }

  private void clear() throws IOException {
    try (Stream<Path> old = Files.walk(changed)) {
      for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(changed)) {
          Files.delete(each);
        }
      }
    }
  }

  /** Whether a test fails. One that does not end has noticed it too. */
  @SuppressWarnings("deprecation") // A loop without an end has to be stopped somehow.
  private boolean isNoticed() throws Exception {
    boolean[] failed = new boolean[1];
    Thread run =
        new Thread(
            () -> {
              try {
                failed[0] = fails();
              } catch (Throwable e) {
                failed[0] = true;
              }
            },
            "tests");
    run.setDaemon(true);
    run.start();
    run.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
    if (run.isAlive()) {
      run.stop();
      return true;
    }
    return failed[0];
  }

  /** Ends with the first class that has a test that fails. */
  private boolean fails() throws Exception {
    URL[] path = {
      changed.toUri().toURL(), classes.toUri().toURL(), testClasses.toUri().toURL(),
    };
    try (URLClassLoader loader = new URLClassLoader(path, Mutations.class.getClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      for (String test : tests) {
        boolean[] failed = new boolean[1];
        LauncherFactory.create()
            .execute(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(loader.loadClass(test)))
                    .build(),
                new TestExecutionListener() {
                  @Override
                  public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                    failed[0] |= result.getStatus() == TestExecutionResult.Status.FAILED;
                  }
                });
        if (failed[0]) {
          return true;
        }
      }
      return false;
    }
  }
}
