package io.acceptlag.agent;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Who may import whom. Read from the compiled classes of all modules, so that a name written out in
 * full counts as well, and one in a comment does not.
 */
class ImportRulesTest {
  private static final List<Path> CLASSES =
      List.of(
          Path.of("../core/target/classes"),
          Path.of("../native-probes/target/classes"),
          Path.of("target/classes"));

  /** The agent's rooms, each with the others that it may know. The root knows them all. */
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          entry("archive", Set.of("jvm")),
          entry("config", Set.of()),
          entry("threads", Set.of()),
          entry("jvm", Set.of("threads")),
          entry("jmx", Set.of("config", "jvm", "threads", "view")),
          entry("micrometer", Set.of("jvm", "threads", "view")),
          entry("view", Set.of()),
          entry("terminal", Set.of()),
          entry("hook", Set.of()),
          entry("instrument", Set.of()),
          entry("jfr", Set.of()),
          entry("rehearsal", Set.of("view")),
          entry("start", Set.of("archive", "config", "jvm")),
          entry("log", Set.of("config", "threads")),
          entry("recording", Set.of("terminal", "threads")),
          entry("blackbox", Set.of("threads")),
          entry("report", Set.of("attach", "terminal")),
          entry("telemetry", Set.of("config", "threads")),
          entry("demo", Set.of("config", "report", "terminal")),
          entry("doctor", Set.of("terminal")),
          entry("processes", Set.of("terminal")),
          entry("remote", Set.of()),
          entry("attach", Set.of("config", "processes", "remote", "terminal")));

  /** Each may import only those before it. */
  private static final List<String> CORE_IN_ORDER =
      List.of(
          "kernel",
          "text",
          "episode",
          "listener",
          "unserved",
          "handshake",
          "server",
          "evidence",
          "cause",
          "incident",
          "report",
          "connect",
          "neighbour",
          "recording",
          "doctor",
          "blackbox",
          "watch");

  private static final Map<String, Set<String>> importsByClass = new TreeMap<>();

  @BeforeAll
  static void readClasses() throws IOException {
    for (Path folder : CLASSES) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().endsWith(".class")).forEach(ImportRulesTest::read);
      }
    }
  }

  @Test
  void coreIsPure() {
    assertImportsOnly(
        in("io.acceptlag.core"),
        anyOf(
            in("io.acceptlag.core"),
            packages(
                "java.lang",
                "java.lang.annotation",
                "java.lang.invoke",
                "java.lang.ref",
                "java.math",
                "java.nio",
                "java.nio.charset",
                "java.time",
                "java.util",
                "java.util.concurrent",
                "java.util.concurrent.atomic",
                "java.util.concurrent.locks",
                "java.util.function",
                "java.util.regex",
                "java.util.stream")));
  }

  @Test
  void coresPackagesKnowOnlyThoseBeforeThem() {
    Set<String> seen = new TreeSet<>();
    List<String> offences = new ArrayList<>();
    importsByClass.forEach(
        (importer, imports) -> {
          String room = coreRoom(importer);
          if (room == null) {
            return;
          }
          seen.add(room);
          for (String imported : imports) {
            String other = coreRoom(imported);
            if (other != null && CORE_IN_ORDER.indexOf(other) > CORE_IN_ORDER.indexOf(room)) {
              offences.add(importer + " imports " + imported);
            }
          }
        });
    assertEquals(List.of(), offences);
    assertEquals(new TreeSet<>(CORE_IN_ORDER), seen, "each package has its place in the order");
  }

  @Test
  void probesKnowNothingOfTheAgent() {
    assertImportsOnly(
        in("io.acceptlag.probes"),
        anyOf(in("io.acceptlag.core"), in("io.acceptlag.probes"), in("java"), in("com.sun.jna")));
  }

  @Test
  void jnaIsKnownToItsBindingOnly() {
    assertUsedOnlyBy("com.sun.jna", "io.acceptlag.probes.libc.jna");
  }

  /** Java 8 to 21 are without. */
  @Test
  void foreignFunctionApiIsKnownToItsBindingOnly() {
    assertNoOffence(
        anyOf(in("java.lang.foreign"), "java.net.AcceptlagLibC"::equals).negate(),
        in("java.lang.foreign"));
  }

  @Test
  void byteBuddyIsKnownToTheInstrumentationOnly() {
    assertUsedOnlyBy("net.bytebuddy", "io.acceptlag.agent.instrument");
  }

  @Test
  void openTelemetryIsKnownToTheTelemetryOnly() {
    assertUsedOnlyBy("io.opentelemetry", "io.acceptlag.agent.telemetry");
  }

  @Test
  void whatTheLibrariesBringIsKnownToNobody() {
    assertImportsOnly(
        in("io.acceptlag"),
        anyOf(
            in("io.acceptlag"),
            in("java"),
            in("javax"),
            in("sun"),
            in("com.sun"),
            in("jdk.jfr"),
            in("net.bytebuddy.jar.asm"),
            in("io.opentelemetry"),
            in("okhttp3"),
            in("com.example.shop")));
  }

  /** Runtimes of their own make, and most of Java 8, are without. */
  @Test
  void jfrIsKnownToItsRoomOnly() {
    assertNoOffence(anyOf(in("jdk.jfr"), in("io.acceptlag.agent.jfr")).negate(), in("jdk.jfr"));
  }

  @Test
  void okhttpIsKnownToWhatTakesThePlaceOfItsClassesOnly() {
    assertUsedOnlyBy("okhttp3", "io.acceptlag.agent.telemetry.quiet");
  }

  /** The demo's server is an application like any other: it knows nothing of its agent. */
  @Test
  void shopIsAnApplication() {
    assertImportsOnly(
        in("com.example.shop"),
        anyOf(in("com.example.shop"), in("java"), in("com.sun.net.httpserver")));
  }

  @Test
  void entryUsesFewJdkTypes() {
    assertImportsOnly(
        in("io.acceptlag.entry"),
        anyOf(
            in("io.acceptlag.entry"),
            packages(
                "java.lang",
                "java.lang.instrument",
                "java.lang.reflect",
                "java.io",
                "java.util",
                "java.util.concurrent",
                "java.util.zip"),
            name -> name.startsWith("java.net.UR") || name.equals("java.net.MalformedURLException"),
            Set.of(
                    "java.nio.charset.Charset",
                    "java.security.ProtectionDomain",
                    "java.security.CodeSource")
                ::contains));
  }

  /** They live in java.base, where nothing of ours is visible. */
  @Test
  void whatIsDefinedInJavaBaseUsesJavaBaseOnly() {
    assertImportsOnly(
        in("java"),
        anyOf(
            packages(
                "java.lang",
                "java.lang.annotation",
                "java.lang.foreign",
                "java.lang.invoke",
                "java.lang.reflect",
                "java.io",
                "java.net",
                "java.nio",
                "java.nio.channels",
                "java.util",
                "java.util.concurrent",
                "java.util.concurrent.atomic",
                "java.util.function")));
  }

  @Test
  void roomsOfTheAgentKnowOnlyTheirOwn() {
    Set<String> seen = new TreeSet<>();
    List<String> offences = new ArrayList<>();
    importsByClass.forEach(
        (importer, imports) -> {
          String room = roomOf(importer);
          if (room == null || room.isEmpty()) {
            return;
          }
          seen.add(room);
          for (String imported : imports) {
            String other = roomOf(imported);
            if (other != null
                && !other.equals(room)
                && !ROOMS.getOrDefault(room, Set.of()).contains(other)) {
              offences.add(importer + " imports " + imported);
            }
          }
        });
    assertEquals(new TreeSet<>(ROOMS.keySet()), seen);
    assertEquals(List.of(), offences);
  }

  @Test
  void nobodyKnowsTheEntry() {
    assertNoOffence(in("io.acceptlag.entry").negate(), in("io.acceptlag.entry"));
  }

  /**
   * "log" for a class in io.acceptlag.agent.log, "" for one of the root; null outside the agent.
   */
  private static String roomOf(String name) {
    if (!name.startsWith("io.acceptlag.agent.")) {
      return null;
    }
    String rest = name.substring("io.acceptlag.agent.".length());
    return rest.substring(0, Math.max(0, rest.indexOf('.')));
  }

  /** "cause" for a class in io.acceptlag.core.cause; null outside core. */
  private static String coreRoom(String name) {
    String core = "io.acceptlag.core.";
    return name.startsWith(core) ? packageOf(name).substring(core.length()) : null;
  }

  private static void assertImportsOnly(Predicate<String> importers, Predicate<String> allowed) {
    assertNoOffence(importers, allowed.negate());
  }

  private static void assertUsedOnlyBy(String library, String user) {
    assertTrue(
        importsByClass.entrySet().stream()
            .filter(each -> in(user).test(each.getKey()))
            .anyMatch(each -> each.getValue().stream().anyMatch(in(library))),
        () -> user + " does not use " + library + " at all: does the rule still name them right?");
    // What takes the place of a class of the library's has that one's name.
    assertNoOffence(anyOf(in(user), in(library)).negate(), in(library));
  }

  private static void assertNoOffence(Predicate<String> importers, Predicate<String> forbidden) {
    assertTrue(importsByClass.keySet().stream().anyMatch(importers), "no class to look at");
    List<String> offences = new ArrayList<>();
    importsByClass.forEach(
        (importer, imports) -> {
          if (importers.test(importer)) {
            imports.stream()
                .filter(forbidden)
                .forEach(imported -> offences.add(importer + " imports " + imported));
          }
        });
    assertEquals(List.of(), offences);
  }

  @SafeVarargs
  private static Predicate<String> anyOf(Predicate<String>... predicates) {
    return name -> {
      for (Predicate<String> predicate : predicates) {
        if (predicate.test(name)) {
          return true;
        }
      }
      return false;
    };
  }

  /** In this package or one below it. */
  private static Predicate<String> in(String parent) {
    return name -> name.startsWith(parent + ".");
  }

  /** In one of these packages, but not below. */
  private static Predicate<String> packages(String... names) {
    return name -> Set.of(names).contains(packageOf(name));
  }

  private static String packageOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static void read(Path file) {
    Set<String> imports = new HashSet<>();
    Remapper collector =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String internalName) {
            imports.add(internalName.replace('/', '.'));
            return internalName;
          }
        };
    try {
      ClassReader reader = new ClassReader(Files.readAllBytes(file));
      reader.accept(new ClassRemapper(new ClassWriter(0), collector), 0);
      // Annotations have no class file in the jar, and are not missed.
      imports.removeIf(in("org.jspecify.annotations"));
      importsByClass.put(reader.getClassName().replace('/', '.'), imports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
