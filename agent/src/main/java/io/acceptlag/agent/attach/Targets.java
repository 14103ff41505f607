package io.acceptlag.agent.attach;

import io.acceptlag.agent.processes.RunningJvm;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.probes.process.OtherProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Finds the JVM that a command means. */
final class Targets {
  private static final int PID_DIGITS_MAX = 9;

  private Targets() {}

  /**
   * @param word a pid, or a main class or jar, or a part of its name
   */
  static RunningJvm find(String word) throws RefusedException {
    return word.matches("\\d{1," + PID_DIGITS_MAX + "}")
        ? byPid(new OtherProcess(Long.parseLong(word)))
        : byName(word);
  }

  private static RunningJvm byPid(OtherProcess process) throws RefusedException {
    String which = "process " + process.pid();
    if (!process.exists()) {
      throw new RefusedException("there is no " + which + "; \"list\" shows the JVMs of this host");
    }
    if (process.isDead()) {
      throw new RefusedException(which + " has ended");
    }
    RunningJvm jvm = RunningJvm.of(process);
    if (jvm == null && process.link("exe") == null) {
      throw new RefusedException(which + " " + notOurs(process));
    }
    if (jvm == null) {
      throw new RefusedException(
          which + " (" + ForeignText.name(process.text("comm").trim()) + ") is no JVM");
    }
    return jvm;
  }

  /** Says why a process may not be inspected. */
  static String notOurs(OtherProcess process) {
    return process.uid() == OtherProcess.self().uid()
        ? "has rights that this user has not; run as root of its host"
        : "belongs to another user (uid "
            + Integer.toUnsignedString(process.uid())
            + "); run as that user or as root";
  }

  private static RunningJvm byName(String word) throws RefusedException {
    List<RunningJvm> all = RunningJvm.all();
    List<RunningJvm> found = those(all, main -> isNamed(main, word));
    if (found.isEmpty()) {
      String part = word.toLowerCase(Locale.ROOT);
      found = those(all, main -> main.toLowerCase(Locale.ROOT).contains(part));
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new RefusedException(
          "no JVM that this user may see is called \"" + word + "\"; \"list\" shows them");
    }
    List<String> names = new ArrayList<>();
    found.forEach(each -> names.add(each.pid() + " " + ForeignText.name(each.main())));
    throw new RefusedException(
        found.size() + " JVMs are called so: " + String.join(", ", names) + ". Give a pid");
  }

  private static List<RunningJvm> those(List<RunningJvm> all, Predicate<String> isIt) {
    List<RunningJvm> found = new ArrayList<>();
    for (RunningJvm each : all) {
      if (isIt.test(each.main())) {
        found.add(each);
      }
    }
    return found;
  }

  /** {@code com.example.Shop}, {@code Shop}; {@code shop.jar}, {@code shop}. */
  private static boolean isNamed(String main, String word) {
    return main.equals(word) || main.endsWith("." + word) || main.equals(word + ".jar");
  }
}
