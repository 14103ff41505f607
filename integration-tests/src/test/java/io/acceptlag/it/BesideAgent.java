package io.acceptlag.it;

import java.nio.file.Path;
import java.util.List;

/**
 * Another agent, and how one sees that it does its work.
 *
 * @param name as its users know it
 * @param version of its jar
 * @param since the oldest JDK that it is tried on
 * @param until the newest JDK that it runs on
 * @param main class of the program that runs under it
 * @param inCi whether CI tries it, and not the profile only
 * @param expected lines of the JVM's that come of it, ours or no
 * @param setUp what starts it
 * @param effect what it does then
 */
record BesideAgent(
    String name,
    String version,
    int since,
    int until,
    String main,
    boolean inCi,
    List<String> expected,
    SetUp setUp,
    Effect effect) {

  /** The options of the JVM that start it. */
  interface SetUp {
    List<String> options(Surroundings surroundings) throws Exception;
  }

  /** Fails unless the agent has done, or does, what it is for. */
  interface Effect {
    void assertSeen(AgentJvm jvm, Surroundings surroundings) throws Exception;
  }

  /**
   * What one run has for itself.
   *
   * @param folder an empty one
   * @param backend where tracers send to
   * @param port a free one, for what listens itself
   */
  record Surroundings(Jdk jdk, Path folder, AgentBackend backend, int port) {}

  /** Its jar, as the profile laid it. */
  static Path jar(String name) {
    return Workspace.besideAgent(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
