package io.acceptlag.agent;

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

  /** Parts of the agent that the others may know. */
  private static final Set<String> SHARED = Set.of("config", "terminal");

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
  void asmIsKnownToTheInstrumentationOnly() {
    assertUsedOnlyBy("org.objectweb.asm", "io.acceptlag.agent.instrument");
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
            in("org.objectweb.asm"),
            in("io.opentelemetry"),
            in("okhttp3"),
            in("com.example.shop")));
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
                "java.util.jar",
                "java.util.zip"),
            name -> name.startsWith("java.net.UR") || name.equals("java.net.MalformedURLException"),
            Set.of("java.security.ProtectionDomain", "java.security.CodeSource")::contains));
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
  void onlyTheRootOfTheAgentKnowsItsParts() {
    Set<String> parts = new TreeSet<>();
    List<String> offences = new ArrayList<>();
    importsByClass.forEach(
        (importer, imports) -> {
          String part = agentPart(importer);
          if (part == null || part.isEmpty()) {
            return;
          }
          parts.add(part);
          for (String imported : imports) {
            String other = agentPart(imported);
            if (other != null && !other.equals(part) && !SHARED.contains(other)) {
              offences.add(importer + " imports " + imported);
            }
          }
        });
    assertTrue(parts.containsAll(Set.of("config", "instrument", "log")), "parts seen: " + parts);
    assertEquals(List.of(), offences);
  }

  @Test
  void nobodyKnowsTheEntry() {
    assertNoOffence(in("io.acceptlag.entry").negate(), in("io.acceptlag.entry"));
  }

  /**
   * "log" for a class in io.acceptlag.agent.log, "" for one of the root; null outside the agent.
   */
  private static String agentPart(String name) {
    if (!name.startsWith("io.acceptlag.agent.")) {
      return null;
    }
    String rest = name.substring("io.acceptlag.agent.".length());
    return rest.substring(0, Math.max(0, rest.indexOf('.')));
  }

  private static void assertImportsOnly(Predicate<String> importers, Predicate<String> allowed) {
    assertNoOffence(importers, allowed.negate());
  }

  private static void assertUsedOnlyBy(String library, String user) {
    assertTrue(
        importsByClass.entrySet().stream()
            .filter(entry -> in(user).test(entry.getKey()))
            .anyMatch(entry -> entry.getValue().stream().anyMatch(in(library))),
        () -> user + " does not use " + library + " at all: does the rule still name them right?");
    assertNoOffence(in(user).negate(), in(library));
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
