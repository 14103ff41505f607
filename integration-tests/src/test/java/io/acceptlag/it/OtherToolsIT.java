package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attaching by tools of others, in the words of docs/attach.md: the options arrive whole. */
class OtherToolsIT {
  @Test
  void jcmd() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    attach(
        Jdks.need(17),
        List.of(jcmd.toString()),
        List.of(
            "JVMTI.agent_load", Workspace.agentJar().toString(), "\"log=stderr,warn.wait=500ms\""));
  }

  @Test
  void jattach() throws Exception {
    Missing.skipIf(
        "Attaching by jattach", Launcher.outcome(List.of("sh", "-c", "command -v jattach")));
    attach(
        Jdks.need(8),
        List.of("jattach"),
        List.of(
            "load", "instrument", "false", Workspace.agentJar() + "=log=stderr,warn.wait=500ms"));
  }

  /**
   * @param before the pid
   * @param after it
   */
  private static void attach(Jdk jdk, List<String> before, List<String> after) throws Exception {
    try (EchoServer server = EchoServer.start(AgentJvm.on(jdk), "serversocket")) {
      String pid = Long.toString(server.jvm().pid());
      List<String> command = new ArrayList<>(before);
      command.add(pid);
      command.addAll(after);
      assertEquals("", Launcher.outcome(command));
      StartLine.assertWatchesAllPaths(server.jvm());
      server.jvm().expect("told by its operator");
      assertEquals("warn.wait is 1s; it was 500ms\n", Commands.run(0, "set", pid, "warn.wait=1s"));
      Commands.run(0, "detach", pid);
      server.exchange();
      server.quit();
    }
  }
}
