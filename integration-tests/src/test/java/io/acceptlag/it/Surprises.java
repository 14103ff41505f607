package io.acceptlag.it;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Lines on standard error that a test must expect: warnings and errors of the agent's, warnings of
 * the JVM. What a test waits for it expects.
 */
final class Surprises {
  /** HotSpot's own, and those of the class libraries that are about us. */
  private static final Pattern OF_JVM =
      Pattern.compile(".*\\bVM warning: .*|WARNING: .*acceptlag.*");

  private final Set<Pattern> expected = ConcurrentHashMap.newKeySet();
  private final Set<LogLine> awaited = ConcurrentHashMap.newKeySet();
  private volatile Predicate<LogLine> trouble = line -> false;

  /** Whatever has a match is expected. */
  void expect(Pattern lines) {
    expected.add(lines);
  }

  void expect(LogLine line) {
    awaited.add(line);
  }

  /** So are incidents, of listeners and of connects: the test makes trouble. */
  void expectTrouble() {
    trouble = line -> line.values().containsKey("event");
  }

  /** So are the incidents of this listener, and nothing else: the test makes trouble there only. */
  void expectTroubleOf(int port) {
    trouble = line -> line.isOf(port) && line.values().containsKey("incident");
  }

  List<String> among(List<String> lines) {
    return lines.stream().filter(this::isSurprise).toList();
  }

  private boolean isSurprise(String line) {
    Optional<LogLine> told = LogLine.parse(line);
    boolean warns =
        told.isPresent()
            ? isWarning(told.get()) && !awaited.contains(told.get())
            : OF_JVM.matcher(line).matches();
    return warns && expected.stream().noneMatch(each -> each.matcher(line).find());
  }

  private boolean isWarning(LogLine line) {
    return (line.level().equals("WARN") || line.level().equals("ERROR")) && !trouble.test(line);
  }
}
