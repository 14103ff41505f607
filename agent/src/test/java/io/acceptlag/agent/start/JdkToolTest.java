package io.acceptlag.agent.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkToolTest {
  /** The JDK's programs that serve connections or run a program of the user's. */
  private static final Set<String> WATCHED =
      Set.of(
          "com.sun.tools.script.shell.Main",
          "sun.net.httpserver.simpleserver.JWebServer",
          "sun.rmi.registry.RegistryImpl",
          "sun.rmi.server.Activation",
          "jdk.nashorn.tools.Shell");

  /** The argument of {@code -m} in a launcher's binary. */
  private static final Pattern MAIN =
      Pattern.compile("\0(?:java|jdk)\\.[a-z.]+/([a-z.]+\\.[A-Za-z.]+)\0");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sun.tools.jar.Main cf x.jar x",
        "jdk.jartool/sun.tools.jar.Main cf x.jar x",
        "sun.security.tools.keytool.Main",
        "java.base/sun.security.tools.keytool.Main -list",
        "jdk.jcmd/sun.tools.jcmd.JCmd",
        "com.sun.tools.javac.Main A.java",
        "jdk.compiler/com.sun.tools.javac.Main A.java"
      })
  void leavesToolsAlone(String command) {
    assertTrue(JdkTool.is(command));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "com.example.Shop",
        "shop.jar",
        "sun.tools.jar",
        "/opt/sun.tools.jar --port 80",
        "com.example.shop/com.example.Shop sun.tools.jar.Main",
        "jdk.compiler/com.sun.tools.javac.launcher.Main Server.java",
        "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher Server.java",
        "jdk.httpserver/sun.net.httpserver.simpleserver.JWebServer"
      })
  void watchesAllElse(String command) {
    assertFalse(JdkTool.is(command));
  }

  @Test
  void watchesAJvmThatNoLauncherStarted() {
    assertFalse(JdkTool.is(null));
  }

  @Test
  void knowsEveryLauncherOfThisJdk() throws IOException {
    Set<String> unknown = new TreeSet<>();
    int tools = 0;
    try (DirectoryStream<Path> launchers =
        Files.newDirectoryStream(Path.of(System.getProperty("java.home"), "bin"))) {
      for (Path launcher : launchers) {
        Matcher main = MAIN.matcher(Files.readString(launcher, StandardCharsets.ISO_8859_1));
        if (!main.find()) {
          continue;
        }
        String mainClass = main.group(1);
        if (JdkTool.is(mainClass)) {
          tools++;
        } else if (!WATCHED.contains(mainClass)) {
          unknown.add(launcher.getFileName() + ": " + mainClass);
        }
      }
    }
    assertTrue(tools > 10, "no JDK, or the pattern is blind: " + tools);
    assertEquals(Set.of(), unknown, "neither a tool nor known to serve");
  }
}
