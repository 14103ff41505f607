package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The shipped jar as an artefact: what is in it, and what is not. */
class PackagingIT {
  private static final Path JAR = Path.of(System.getProperty("acceptlag.jar"));
  private static final String VERSION = System.getProperty("acceptlag.version");
  private static final long MAX_BYTES = 6_500_000;
  private static final Pattern SIZE = Pattern.compile("The jar (?:is|has) ([0-9.]+) MB");
  private static final int JAVA_8 = 52;
  private static final int JAVA_6 = 50;
  private static final int JAVA_24 = 68;

  /** Byte Buddy's way to the Class-File API, which nobody loads where there is none. */
  private static final String BRIDGE = "inst/net/bytebuddy/jar/asmjdkbridge/";

  private static final int CONSTANT_CLASS = 7;
  private static final int CONSTANT_NAME_AND_TYPE = 12;
  private static final String JNA_BINDING = "io/acceptlag/probes/libc/jna/";
  private static final String QUIET = "io/acceptlag/agent/log/quiet/";

  private static final List<String> BROUGHT =
      List.of(
          "com/sun/jna/", "io/opentelemetry/", "kotlin/", "net/bytebuddy/", "okhttp3/", "okio/");

  private static final List<String> EXTENSIONS =
      List.of(
          "io/opentelemetry/api/incubator/",
          "io/opentelemetry/sdk/autoconfigure/declarativeconfig/");

  private static final Map<String, byte[]> contents = new LinkedHashMap<>();
  private static Manifest manifest;

  @BeforeAll
  static void readJar() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      manifest = jar.getManifest();
      for (JarEntry entry : jar.stream().filter(entry -> !entry.isDirectory()).toList()) {
        contents.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
      }
    }
  }

  @Test
  void isSmall() throws IOException {
    long bytes = Files.size(JAR);
    System.out.printf("%s: %,d bytes, %,d files%n", JAR.getFileName(), bytes, contents.size());
    assertTrue(bytes <= MAX_BYTES, () -> "the jar has grown to " + bytes + " bytes");
  }

  @Test
  void isAsLargeAsThePagesSay() throws IOException {
    String size = String.format(Locale.ROOT, "%.1f", Files.size(JAR) / 1e6);
    for (String page : List.of("README.md", "benchmarks/README.md")) {
      List<String> said =
          SIZE.matcher(Files.readString(Workspace.file(page)))
              .results()
              .map(found -> found.group(1))
              .toList();
      assertEquals(List.of(size), said, page);
    }
  }

  @Test
  void showsTheApplicationTheEntryOnly() {
    Set<String> visible =
        contents.keySet().stream()
            .filter(name -> !name.startsWith("inst/") && !name.startsWith("META-INF/maven/"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Set.of(
            "META-INF/LICENSE",
            "META-INF/MANIFEST.MF",
            "META-INF/NOTICE",
            "META-INF/sbom/acceptlag.cdx.json",
            "io/acceptlag/entry/AgentEntry.class",
            "io/acceptlag/entry/CheckedJar.class",
            "io/acceptlag/entry/IsolatedClassLoader$EntryConnection.class",
            "io/acceptlag/entry/IsolatedClassLoader$EntryHandler.class",
            "io/acceptlag/entry/IsolatedClassLoader.class",
            "io/acceptlag/entry/JarIndex.class"),
        visible);
  }

  @Test
  void holdsNoEntryTwice() throws IOException {
    List<String> twice = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    try (JarInputStream in = new JarInputStream(Files.newInputStream(JAR))) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (!seen.add(entry.getName())) {
          twice.add(entry.getName());
        }
      }
    }
    assertTrue(seen.size() > 1000, "too few entries: " + seen.size());
    assertEquals(List.of(), twice);
  }

  @Test
  void saysItsVersionAtTheStart() throws Exception {
    String version = manifest.getMainAttributes().getValue("Implementation-Version");
    try (EchoServer server =
        EchoServer.start(AgentJvm.on(Jdks.need(17)).agent("log=stderr"), "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      String first = server.jvm().log().get(0).sentence();
      assertTrue(first.startsWith("acceptlag " + version + " watches "), first);
      server.quit();
    }
  }

  @Test
  void hasTheManifestOfAnAgent() {
    Map<String, String> actual = new HashMap<>();
    Attributes attributes = manifest.getMainAttributes();
    attributes.forEach((key, value) -> actual.put(key.toString(), value.toString()));
    actual.remove("Created-By");
    // With the revision, where it was built from a repository.
    boolean hasRevision = Files.exists(Workspace.file(".git"));
    String version = actual.remove("Implementation-Version");
    assertTrue(
        version.matches(Pattern.quote(VERSION) + (hasRevision ? "[+][0-9a-f]{10}" : "")),
        "version: " + version);
    String entry = "io.acceptlag.entry.AgentEntry";
    assertEquals(
        Map.of(
            "Manifest-Version",
            "1.0",
            "Premain-Class",
            entry,
            "Agent-Class",
            entry,
            "Main-Class",
            entry,
            "Enable-Native-Access",
            "ALL-UNNAMED",
            "Can-Retransform-Classes",
            "true",
            "Can-Redefine-Classes",
            "true",
            "Implementation-Title",
            "acceptlag"),
        actual);
    assertEquals(Map.of(), manifest.getEntries());
  }

  /** A scanner knows a shaded library by its pom.properties only. */
  @Test
  void namesItsPartsToScanners() {
    Set<String> named =
        contents.keySet().stream()
            .filter(name -> name.startsWith("META-INF/maven/"))
            .map(name -> name.replaceFirst("^META-INF/maven/(.+)/pom[.]properties$", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> billed = new TreeSet<>();
    String bill = text("META-INF/sbom/acceptlag.cdx.json");
    Matcher billing =
        Pattern.compile("\"bom-ref\" : \"pkg:maven/([^@\"]+)@([^?\"]+)[?]type=jar\"").matcher(bill);
    while (billing.find()) {
      billed.add(billing.group(1));
      String properties = text("META-INF/maven/" + billing.group(1) + "/pom.properties");
      assertTrue(properties.contains("\nversion=" + billing.group(2) + "\n"), properties);
    }
    assertEquals(named, billed);
    // The plugin that made the bill has one, and our own jar, which is not there yet, has none.
    assertEquals(
        named.size(), Pattern.compile("\"SHA-256\"").matcher(bill).results().count(), "hashes");
    String others =
        named.stream()
            .filter(part -> !part.startsWith("io.acceptlag/"))
            .map(part -> part.replaceFirst("/.*", ""))
            .distinct()
            .collect(Collectors.joining(" "));
    assertEquals(
        "com.squareup.okhttp3 com.squareup.okio io.opentelemetry net.bytebuddy net.java.dev.jna"
            + " org.jetbrains.kotlin",
        others);
    String notice = text("META-INF/NOTICE");
    for (String group : others.split(" ", -1)) {
      assertTrue(notice.contains(group), () -> "NOTICE says nothing of " + group);
    }
  }

  /** An update that comes under another licence, or a part that went, is a change of NOTICE. */
  @Test
  void namesTheLicencesOfItsParts() {
    String notice = text("META-INF/NOTICE");
    int bsd = notice.indexOf("\n3-clause BSD licence:\n");
    Set<String> underApache =
        Pattern.compile("[(]([a-z0-9.]+)[)]")
            .matcher(notice.substring(notice.indexOf("\nApache License, Version 2.0:\n"), bsd))
            .results()
            .map(group -> group.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Map<String, Set<String>> licences = new TreeMap<>();
    String[] parts = text("META-INF/sbom/acceptlag.cdx.json").split("\"bom-ref\" : ", -1);
    for (String part : List.of(parts).subList(1, parts.length)) {
      String group = part.replaceFirst("(?s)^\"pkg:maven/([^/]+)/.*", "$1");
      Pattern.compile("\"license\" : [{]\\s*\"(?:id|name)\" : \"([^\"]+)\"")
          .matcher(part)
          .results()
          .forEach(
              found -> licences.computeIfAbsent(group, g -> new TreeSet<>()).add(found.group(1)));
    }
    assertEquals(Set.of("Apache-2.0"), licences.remove("io.acceptlag"));
    assertEquals(underApache, licences.keySet());
    licences.forEach(
        (group, found) ->
            assertEquals(
                group.equals("net.java.dev.jna")
                    ? Set.of("Apache-2.0", "LGPL-2.1-or-later") // Dual: we take the former.
                    : Set.of("Apache-2.0"),
                found,
                group));
    assertTrue(bsd > 0 && notice.indexOf("INRIA, France Telecom") > bsd, "ASM");
    assertTrue(notice.contains("libffi - Copyright"), "JNA's libraries");
  }

  /** No class is inside that no paper names. */
  @Test
  void hasNoUnnamedPart() {
    Set<String> roots =
        contents.keySet().stream()
            .filter(PackagingIT::isClass)
            .map(name -> name.replaceFirst("^inst/", ""))
            .filter(name -> BROUGHT.stream().noneMatch(name::startsWith))
            .map(name -> name.replaceFirst("/[^/]+$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    roots.removeIf(root -> root.startsWith("io/acceptlag/"));
    // The hook's, and a name that the demo wears.
    assertEquals(Set.of("com/example/shop", "java/net"), roots);
  }

  private static String text(String name) {
    byte[] bytes = contents.get(name);
    assertTrue(bytes != null, () -> "there is no " + name);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The entry is loaded by JVMs that are too old as well, to tell them so. */
  @Test
  void runsOnJava8AndIsRefusedPolitelyBelow() {
    List<String> tooNew = new ArrayList<>();
    contents.forEach(
        (name, bytes) -> {
          if (isClass(name)) {
            int major = bytes[7];
            int newest = name.startsWith("inst/") ? JAVA_8 : JAVA_6;
            if (major > (name.startsWith(BRIDGE) ? JAVA_24 : newest)) {
              tooNew.add(name + " " + major);
            }
          }
        });
    assertEquals(List.of(), tooNew);
  }

  @Test
  void isolatedClassesAreNotFoundByOtherLoaders() {
    assertEquals(
        List.of(),
        contents.keySet().stream()
            .filter(name -> name.startsWith("inst/") && name.endsWith(".class"))
            .toList());
    for (String needed :
        List.of(
            "io/acceptlag/agent/Agent",
            "java/net/AcceptlagHook",
            "net/bytebuddy/jar/asm/ClassReader",
            "net/bytebuddy/jar/asmjdkbridge/JdkClassReader",
            "com/sun/jna/Native",
            "io/opentelemetry/sdk/autoconfigure/AutoConfiguredOpenTelemetrySdk",
            "io/opentelemetry/exporter/otlp/metrics/OtlpGrpcMetricExporter",
            "io/opentelemetry/exporter/otlp/http/metrics/OtlpHttpMetricExporter",
            "okhttp3/OkHttpClient",
            "okio/Buffer",
            "kotlin/Unit")) {
      assertTrue(contents.containsKey("inst/" + needed + ".classdata"), needed);
    }
  }

  @Test
  void carriesNoBallast() {
    assertEquals(
        List.of(),
        contents.keySet().stream()
            .filter(
                name ->
                    name.contains("module-info")
                        || name.contains("package-info")
                        || name.startsWith("inst/META-INF/maven")
                        || name.contains("META-INF/versions")
                        || name.contains("native-image")
                        || name.contains("kotlin_")
                        || name.endsWith(".jar")
                        || name.endsWith(".java")
                        || name.startsWith("inst/com/sun/jna/internal/Cleaner")
                        || name.startsWith("inst/org/jspecify")
                        || name.startsWith("inst/io/acceptlag/entry"))
            .toList());
  }

  @Test
  void carriesTheNativesOf64BitLinuxOnly() {
    Set<String> platforms =
        contents.keySet().stream()
            .filter(name -> name.contains("jnidispatch"))
            .map(name -> name.replace("inst/com/sun/jna/", "").replace("/libjnidispatch.so", ""))
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "linux-x86-64",
            "linux-aarch64",
            "linux-ppc64le",
            "linux-riscv64",
            "linux-s390x",
            "linux-loongarch64"),
        platforms);
  }

  @Test
  void namesOfServicesLeadToClasses() {
    List<String> services =
        contents.keySet().stream().filter(name -> name.startsWith("inst/META-INF/")).toList();
    assertTrue(
        services.contains(
            "inst/META-INF/services/io.opentelemetry.sdk.common.export.GrpcSenderProvider"),
        () -> "services: " + services);
    for (String service : services) {
      assertTrue(service.startsWith("inst/META-INF/services/"), service);
      String text = new String(contents.get(service), StandardCharsets.UTF_8);
      for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
        String provider = "inst/" + line.replace('.', '/') + ".classdata";
        assertTrue(contents.containsKey(provider), () -> service + " names " + line);
      }
    }
  }

  /** What the build leaves out of the libraries is used by nothing that is used. */
  @Test
  void whatIsUsedIsThere() {
    Set<String> reached = new HashSet<>();
    Deque<String> ahead = new ArrayDeque<>();
    for (String name : contents.keySet()) {
      if (name.startsWith("inst/META-INF/services/")) {
        String providers = new String(contents.get(name), StandardCharsets.UTF_8);
        providers.lines().map(line -> line.strip().replace('.', '/')).forEach(ahead::add);
      } else if (name.startsWith("inst/io/acceptlag/")
          || name.startsWith("inst/com/sun/jna/")
          || name.startsWith(BRIDGE)) {
        // JNA's native half asks for its classes by name, and so do we for the bridge.
        ahead.add(name.replaceFirst("^inst/", "").replaceFirst("[.]classdata$", ""));
      }
    }
    Set<String> lost = new TreeSet<>();
    while (!ahead.isEmpty()) {
      String name = ahead.remove();
      byte[] bytes = contents.get("inst/" + name + ".classdata");
      if (bytes == null || !reached.add(name)) {
        continue;
      }
      for (String used : usedBy(new ClassReader(bytes))) {
        ahead.add(used);
        if (isBrought(used) && !contents.containsKey("inst/" + used + ".classdata")) {
          lost.add(used + ", used by " + name);
        }
      }
    }
    assertTrue(reached.contains("okhttp3/OkHttpClient"), "the search is blind: " + reached.size());
    assertEquals(Set.of(), lost);
  }

  /** The verifier asks for those too that only a descriptor names. */
  private static Set<String> usedBy(ClassReader reader) {
    Set<String> used = new HashSet<>();
    for (String name : classConstants(reader)) {
      if (name.startsWith("[")) {
        addClassesIn(name, used);
      } else {
        used.add(name);
      }
    }
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int offset = reader.getItem(i);
      if (offset > 0 && reader.readByte(offset - 1) == CONSTANT_NAME_AND_TYPE) {
        addClassesIn(reader.readUTF8(offset + 2, buffer), used);
      }
    }
    return used;
  }

  private static void addClassesIn(String descriptor, Set<String> into) {
    Matcher matcher = Pattern.compile("L([^;]+);").matcher(descriptor);
    while (matcher.find()) {
      into.add(matcher.group(1));
    }
  }

  /** Of a library that the jar has, and not of an extension that the library does without. */
  private static boolean isBrought(String className) {
    return BROUGHT.stream().anyMatch(className::startsWith)
        && EXTENSIONS.stream().noneMatch(className::startsWith);
  }

  /** Of nine megabytes. */
  @Test
  void carriesNoMoreOfByteBuddyThanItUses() {
    assertEquals(
        List.of(),
        contents.keySet().stream()
            .filter(name -> name.startsWith("inst/net/bytebuddy/"))
            .filter(name -> !name.startsWith(BRIDGE))
            .filter(name -> !name.matches("inst/net/bytebuddy/jar/asm/[^/]+"))
            .toList());
  }

  /** Third-party classes must not reach java.util.logging. */
  @Test
  void thirdPartyLoggingFindsItsStubs() {
    assertFindStubs("", "java/util/logging/", QUIET);
  }

  /** JNA must not reach the application's system properties, nor start its thread. */
  @Test
  void jnaFindsItsStubs() {
    assertFindStubs("com/sun/jna/", "java/lang/System", JNA_BINDING + "JnaSystem");
    assertFindStubs("com/sun/jna/", "com/sun/jna/internal/Cleaner", JNA_BINDING + "JnaCleaner");
  }

  /** Nor have the libraries of telemetry the application's security initialised. */
  @Test
  void telemetryFindsItsStubs() {
    String quiet = "io/acceptlag/agent/telemetry/quiet/Quiet";
    assertFindStubs("", "java/net/URL;", quiet + "Url");
    assertFindStubs("", "java/util/UUID", quiet + "Uuid");
    assertFindStubs("", "java/util/concurrent/Executors", quiet + "Executors");
    assertFindStubs("", "javax/net/SocketFactory", quiet + "SocketFactory");
    assertFindStubs("", "java/net/ProxySelector", quiet + "ProxySelector");
    assertFindStubs("", "okhttp3/internal/_NormalizeJvmKt", quiet + "Normalizer");
    assertFindStubs("", "okhttp3/internal/platform/PlatformRegistry", quiet + "Platform");
  }

  /**
   * They must find in the stubs whatever they link against; a member that is not there is a
   * NoSuchMethodError at some odd moment.
   *
   * @param users what the names of those classes begin with
   * @param original what must not be used, and the stubs that stand for it
   */
  private static void assertFindStubs(String users, String original, String stubs) {
    Set<String> offered = new TreeSet<>();
    Set<String> wanted = new TreeSet<>();
    List<String> lost = new ArrayList<>();
    contents.forEach(
        (name, bytes) -> {
          if (!name.startsWith("inst/") || !isClass(name)) {
            return;
          }
          ClassReader reader = new ClassReader(bytes);
          if (reader.getClassName().startsWith(stubs)) {
            if ((reader.getAccess() & Opcodes.ACC_PUBLIC) == 0) {
              return;
            }
            reader.accept(new PublicMembers(offered), ClassReader.SKIP_CODE);
          } else if (!isOurs(reader.getClassName()) && reader.getClassName().startsWith(users)) {
            reader.accept(new References(stubs, wanted), 0);
            for (String used : classConstants(reader)) {
              if (used.startsWith(original)
                  || (used.startsWith(stubs)
                      && !contents.containsKey("inst/" + used + ".classdata"))) {
                lost.add(reader.getClassName() + " uses " + used);
              }
            }
          }
        });
    assertEquals(List.of(), lost);
    assertFalse(wanted.isEmpty(), "nobody uses " + stubs + ": is the scan blind?");
    assertEquals(wanted, offered, "wanted by third-party classes, offered by the stubs");
  }

  private static List<String> classConstants(ClassReader reader) {
    List<String> names = new ArrayList<>();
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int offset = reader.getItem(i);
      if (offset > 0 && reader.readByte(offset - 1) == CONSTANT_CLASS) {
        names.add(reader.readUTF8(offset, buffer));
      }
    }
    return names;
  }

  private static boolean isOurs(String className) {
    return className.startsWith("io/acceptlag/") || className.startsWith("java/net/Acceptlag");
  }

  private static boolean isClass(String name) {
    return name.endsWith(".class") || name.endsWith(".classdata");
  }

  private static final class PublicMembers extends ClassVisitor {
    private final Set<String> members;
    private String owner = "";

    PublicMembers(Set<String> members) {
      super(Opcodes.ASM9);
      this.members = members;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String parent,
        String[] interfaces) {
      owner = name;
    }

    @Override
    public FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      add(access, name, descriptor);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      add(access, name, descriptor);
      return null;
    }

    private void add(int access, String name, String descriptor) {
      if ((access & Opcodes.ACC_PUBLIC) != 0) {
        boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
        members.add((isStatic ? "static " : "") + owner + "." + name + descriptor);
      }
    }
  }

  private static final class References extends ClassVisitor {
    private final String stubs;
    private final Set<String> wanted;

    References(String stubs, Set<String> wanted) {
      super(Opcodes.ASM9);
      this.stubs = stubs;
      this.wanted = wanted;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          see(opcode == Opcodes.GETSTATIC, owner, field, type);
        }

        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean ofInterface) {
          see(opcode == Opcodes.INVOKESTATIC, owner, method, type);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              boolean isStatic = handle.getTag() == Opcodes.H_INVOKESTATIC;
              see(isStatic, handle.getOwner(), handle.getName(), handle.getDesc());
            }
          }
        }

        private void see(boolean isStatic, String owner, String member, String type) {
          if (owner.startsWith(stubs)) {
            wanted.add((isStatic ? "static " : "") + owner + "." + member + type);
          }
        }
      };
    }
  }
}
