package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What nobody runs here: the workflows of the place where the sources will be. */
@Isolated("its program is built first, which keeps both cores busy")
class WorkflowsIT {
  private static final GoProgram ACTIONLINT =
      new GoProgram("github.com/rhysd/actionlint/cmd/actionlint", "1.7.7");

  @Test
  void areValid() throws Exception {
    Missing.skipIf("The workflows", ACTIONLINT.unavailability());
    Path folder = Workspace.file(".github/workflows");
    assertEquals(
        "",
        Launcher.outcome(
            List.of(
                ACTIONLINT.binary().toString(),
                "-shellcheck=",
                "-pyflakes=",
                folder.resolve("build.yml").toString(),
                folder.resolve("release.yml").toString())));
  }
}
