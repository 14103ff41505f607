package io.acceptlag.agent.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.BasicVerifier;

/**
 * What the weavers add to the methods of each JDK found, and of Netty: compared with what is known
 * of that body ({@code weaving.golden}); and of any body verified, and its calls counted.
 */
class WeaverTest {
  /** Newer ones may lack what they have; early access is a trial, not a promise. */
  private static final int NEWEST_PROMISED = 26;

  private static final String UPDATE = "weaving.update";

  private static final int FIRST_BY_CLASS_FILE_API = 25;

  @TempDir private static Path folder;

  private static Golden golden;

  /** Each JDK twice, from the one on that has a Class-File API. */
  private static final Map<String, List<Woven>> wovenByJdk = new LinkedHashMap<>();

  @BeforeAll
  static void weaveAll() throws IOException, InterruptedException {
    golden = Golden.read();
    for (JdkClasses jdk : JdkClasses.found()) {
      wovenByJdk.put(jdk.toString(), Woven.byAsm(jdk));
      if (jdk.version >= FIRST_BY_CLASS_FILE_API) {
        List<Woven> byJdk = Woven.byClassFileApi(jdk, folder.resolve("by-jdk-" + jdk.version));
        wovenByJdk.put(jdk + " by its Class-File API", byJdk);
      }
    }
    assertFalse(wovenByJdk.isEmpty(), "no JDK found");
  }

  @AfterAll
  static void writeGolden() throws IOException {
    if (Boolean.getBoolean(UPDATE)) {
      golden.write();
    }
  }

  static Stream<Woven> ofJdks() {
    return wovenByJdk.values().stream().flatMap(List::stream);
  }

  static Stream<Woven> ofNetty() throws IOException {
    List<Woven> woven = new ArrayList<>();
    for (String className :
        List.of(
            "io/netty/channel/unix/Socket",
            "io/netty/channel/unix/FileDescriptor",
            "io/netty/channel/uring/IoUringServerSocketChannel",
            "io/netty/channel/uring/AbstractIoUringServerChannel")) {
      woven.add(Woven.of("Netty", 8, className, own(className)));
    }
    return woven.stream();
  }

  @TestFactory
  Stream<DynamicTest> addsTheCallsAndNothingElse() throws IOException {
    return Stream.concat(ofJdks(), ofNetty())
        .flatMap(
            woven ->
                woven.paths().stream()
                    .map(
                        path ->
                            dynamicTest(
                                name(path) + ", " + woven.origin, () -> check(woven, path))));
  }

  static void check(Woven woven, HookedPath path) throws Exception {
    MethodNode before = new WovenClass(woven.before).method(path);
    if (before == null) {
      assertTrue(
          !exists(path, woven.javaVersion) || woven.javaVersion > NEWEST_PROMISED,
          () -> name(path) + " is not in " + woven);
      return;
    }
    MethodNode after = new WovenClass(woven.after).method(path);
    assertCallsCounted(path, before, after);
    new Analyzer<>(new BasicVerifier()).analyze(woven.className, after);
    List<String> added = new MethodDiff(before, after).lines(after);
    String body = name(path) + " " + MethodDiff.digest(before);
    if (Boolean.getBoolean(UPDATE)) {
      golden.put(body, woven.origin.replace(" by its Class-File API", ""), added);
    }
    List<String> known = golden.of(body);
    if (known != null) {
      assertEquals(
          String.join("\n", known),
          String.join("\n", added),
          () -> "if this is meant: mvn test -pl agent -am -Dtest=WeaverTest -D" + UPDATE + "=true");
    }
  }

  /** For a body that is not known: as many calls as there must be. */
  private static void assertCallsCounted(HookedPath path, MethodNode before, MethodNode after) {
    HookCalls calls = path.calls();
    int returns = 0;
    int netConnects = 0;
    for (AbstractInsnNode instruction : before.instructions) {
      int opcode = instruction.getOpcode();
      returns += opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN ? 1 : 0;
      if (instruction instanceof MethodInsnNode call) {
        netConnects += (call.owner + "." + call.name).equals("sun/nio/ch/Net.connect") ? 1 : 0;
      }
    }
    Set<Object> handlers = new HashSet<>();
    for (TryCatchBlockNode block : before.tryCatchBlocks) {
      if ("java/lang/Throwable".equals(block.type)) {
        handlers.add(block.handler);
      }
    }
    assertTrue(calls.caught == null || !handlers.isEmpty(), "it catches nothing");
    assertTrue(calls.netConnect == null || netConnects > 0, "it does not connect");
    assertTrue(calls.end == null || returns > 0, "it does not return");
    int expected =
        (calls.begin == null ? 0 : 1)
            + (calls.end == null ? 0 : returns)
            + (calls.failure == null ? 0 : 1)
            + (calls.caught == null ? 0 : handlers.size())
            + (calls.netConnect == null ? 0 : netConnects);
    assertEquals(expected, WovenClass.hookCalls(after).size(), "calls of the hook");
  }

  /** What is woven is what the witness sees. */
  @TestFactory
  Stream<DynamicTest> seesWhatIsWoven() throws IOException {
    return Stream.concat(ofJdks(), ofNetty())
        .map(woven -> dynamicTest(woven.toString(), () -> assertSeen(woven)));
  }

  private static void assertSeen(Woven woven) {
    ClassWeaver<AcceptPath> accepts = new ClassWeaver<>(AcceptPath.class, woven.className);
    ClassWeaver<ConnectPath> connects = new ClassWeaver<>(ConnectPath.class, woven.className);
    assertEquals(Set.of(), accepts.wovenIn(woven.before));
    assertEquals(Set.of(), connects.wovenIn(woven.before));
    WovenClass before = new WovenClass(woven.before);
    Set<AcceptPath> acceptsThere = EnumSet.allOf(AcceptPath.class);
    acceptsThere.removeIf(path -> !path.isIn(woven.className) || before.method(path) == null);
    Set<ConnectPath> connectsThere = EnumSet.allOf(ConnectPath.class);
    connectsThere.removeIf(path -> !path.isIn(woven.className) || before.method(path) == null);
    assertEquals(acceptsThere, accepts.wovenIn(woven.after));
    assertEquals(connectsThere, connects.wovenIn(woven.after));
    assertEquals(woven.before[7], woven.after[7], "class file version");
  }

  @Test
  void everyCallFindsItsMethod() throws IOException {
    Set<String> offered = new HashSet<>();
    for (String hook : List.of(HookCall.ACCEPTS, HookCall.CONNECTS)) {
      for (MethodNode method : new WovenClass(own(hook)).node.methods) {
        if ((method.access & Opcodes.ACC_STATIC) != 0
            && (method.access & Opcodes.ACC_PUBLIC) != 0) {
          offered.add(hook + "." + method.name + method.desc);
        }
      }
    }
    Set<String> lost = new HashSet<>();
    Stream.concat(ofJdks(), ofNetty())
        .forEach(
            woven -> {
              for (MethodNode method : new WovenClass(woven.after).node.methods) {
                for (MethodInsnNode call : WovenClass.hookCalls(method)) {
                  String called = call.owner + "." + call.name + call.desc;
                  if (!offered.contains(called)) {
                    lost.add(called);
                  }
                }
              }
            });
    assertEquals(Set.of(), lost);
  }

  @TestFactory
  Stream<DynamicTest> theJvmVerifiesIt() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JdkClasses jdk : JdkClasses.found()) {
      wovenByJdk.forEach(
          (name, woven) -> {
            if (woven.get(0).javaVersion == jdk.version) {
              Path into = folder.resolve("verify " + name);
              tests.add(dynamicTest(name, () -> JvmVerifier.verify(jdk, woven, into)));
            }
          });
    }
    return tests.stream();
  }

  @Test
  void theJvmVerifiesNetty() throws Exception {
    for (Woven woven : ofNetty().toList()) {
      JvmVerifier.verifyHere(woven.className, woven.after);
    }
  }

  @Test
  void leavesOtherClassesAlone() throws IOException {
    byte[] other = own("io/netty/channel/unix/Buffer");
    assertNull(new ClassWeaver<>(AcceptPath.class, "io/netty/channel/unix/Buffer").weave(other));
  }

  private static boolean exists(HookedPath path, int javaVersion) {
    return path instanceof AcceptPath accept
        ? accept.existsOn(javaVersion)
        : ((ConnectPath) path).existsOn(javaVersion);
  }

  private static String name(HookedPath path) {
    return ((Enum<?>) path).getDeclaringClass().getSimpleName() + "." + path;
  }

  private static byte[] own(String className) throws IOException {
    String file = className + ".class";
    try (InputStream in = WeaverTest.class.getClassLoader().getResourceAsStream(file)) {
      assertNotNull(in, file);
      return in.readAllBytes();
    }
  }
}
