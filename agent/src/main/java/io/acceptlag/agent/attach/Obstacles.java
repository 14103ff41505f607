package io.acceptlag.agent.attach;

import io.acceptlag.agent.processes.JavaCommandLine;
import io.acceptlag.agent.processes.RunningJvm;
import io.acceptlag.probes.process.OtherProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands in the way of attaching, as far as that can be seen without touching the JVM. */
final class Obstacles {
  private static final int OLDEST_JAVA = 8;
  private static final int WARNS_SINCE = 21;
  private static final Pattern FEATURE = Pattern.compile("(?:1\\.)?(\\d+).*");
  private static final Pattern OPTIONS_VARIABLE =
      Pattern.compile("(?:JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS)=(.*)");

  private final RunningJvm jvm;
  private final OtherProcess process;
  private final JavaCommandLine flags;

  Obstacles(RunningJvm jvm) {
    this.jvm = jvm;
    process = jvm.process();
    flags = new JavaCommandLine(words(process));
  }

  /** The words of the command line, and of the environment if that may be read. */
  private static List<String> words(OtherProcess process) {
    List<String> words = new ArrayList<>(process.commandLine());
    for (String variable : process.environment()) {
      Matcher options = OPTIONS_VARIABLE.matcher(variable);
      if (options.matches()) {
        for (String word : options.group(1).trim().split("\\s+", -1)) {
          words.add(word);
        }
      }
    }
    return words;
  }

  /** Refuses if the JVM must not be talked to at all. */
  void refuseToTalk() throws RefusedException {
    String which = "process " + jvm.pid();
    int own = OtherProcess.self().uid();
    if (!jvm.isVisible() || (own != 0 && own != process.uid())) {
      throw new RefusedException(which + " " + Targets.notOurs(process));
    }
    if (!jvm.isHotSpot()) {
      throw new RefusedException(
          which + " is no HotSpot JVM: start it with -javaagent:acceptlag.jar instead");
    }
    if (flags.last("-XX:+DisableAttachMechanism", "-XX:-DisableAttachMechanism").contains(":+")) {
      throw new RefusedException(
          which
              + " was started with -XX:+DisableAttachMechanism, so no tool can attach; start it"
              + " with -javaagent:acceptlag.jar, or without that flag");
    }
    // Otherwise the signal by which attaching begins would end it.
    if (!process.catches(AttachSocket.SIGQUIT)) {
      throw new RefusedException(
          which
              + " does not handle SIGQUIT: it was started with -Xrs, or is only just starting;"
              + " attaching would end it");
    }
  }

  /** Refuses if no agent should be loaded. */
  void refuseToLoad(boolean force) throws RefusedException {
    if (isTooOld(jvm.jdk())) {
      throw new RefusedException(
          "process "
              + jvm.pid()
              + " runs Java "
              + feature(jvm.jdk())
              + "; acceptlag needs Java 8 or newer");
    }
    if (dynamicLoading().contains(":-")) {
      throw new RefusedException(
          "process "
              + jvm.pid()
              + " was started with -XX:-EnableDynamicAgentLoading, so no agent can be attached;"
              + " start it with -javaagent:acceptlag.jar, or without that flag");
    }
    String lacking = force ? null : new Headroom(process).lacking();
    if (lacking != null) {
      throw new RefusedException(
          "process " + jvm.pid() + " " + lacking + "; --force attaches nevertheless");
    }
  }

  /** The warning that the JVM will print by itself; null if none. */
  @Nullable String warning() {
    return feature(jvm.jdk()) >= WARNS_SINCE && dynamicLoading().isEmpty()
        ? "The JVM prints four lines of warning to its stderr, as for every agent that is attached."
            + " Started with -XX:+EnableDynamicAgentLoading it does not."
        : null;
  }

  private String dynamicLoading() {
    return flags.last("-XX:+EnableDynamicAgentLoading", "-XX:-EnableDynamicAgentLoading");
  }

  /** Not if its version is not known: then the agent itself says so. */
  static boolean isTooOld(@Nullable String jdk) {
    int feature = feature(jdk);
    return feature > 0 && feature < OLDEST_JAVA;
  }

  /** The number of a release, as in 17 for 17.0.15; 0 if it is not known. */
  static int feature(@Nullable String jdk) {
    Matcher feature = FEATURE.matcher(jdk == null ? "" : jdk);
    return feature.matches() && feature.group(1).length() < 5
        ? Integer.parseInt(feature.group(1))
        : 0;
  }
}
