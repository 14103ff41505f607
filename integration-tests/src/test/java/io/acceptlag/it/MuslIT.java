package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C library of Alpine, for which there is no JVM here: JNA's native half is loaded by its
 * loader, and makes our calls. What a JVM adds to that is not tested.
 */
class MuslIT {
  private static final int BOUND_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void jnaMakesOurCalls() throws Exception {
    Path library = folder.resolve("libjnidispatch.so");
    String platform = System.getProperty("os.arch").equals("amd64") ? "x86-64" : "aarch64";
    Files.write(
        library, Workspace.agentEntry("inst/com/sun/jna/linux-" + platform + "/libjnidispatch.so"));
    Path program = folder.resolve("musl");
    Path source = Workspace.file("integration-tests/src/test/c/musl.c");
    // Its assertions compare our numbers with musl's headers.
    Missing.skipIf("musl", Launcher.outcome(List.of("sh", "-c", "command -v musl-gcc")));
    assertEquals("", run("musl-gcc", "-Wall", "-Werror", "-o", program.toString(), source + ""));
    assertEquals("ok\n", run(program.toString(), library.toString()));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
