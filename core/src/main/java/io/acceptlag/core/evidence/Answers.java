package io.acceptlag.core.evidence;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Asks a question at most once of each name, and keeps what was asked and the answer. */
public final class Answers implements Predicate<String> {
  private final Map<String, Boolean> given = new TreeMap<>();
  private final Predicate<String> question;

  public Answers(Predicate<String> question) {
    this.question = question;
  }

  /** Those that a recording has; asking for another name fails and says so. */
  static Answers recorded(Map<String, Boolean> given) {
    Answers answers =
        new Answers(
            name -> {
              throw new IllegalStateException(
                  "whether " + name + " is loaded was not asked when this was recorded");
            });
    answers.given.putAll(given);
    return answers;
  }

  @Override
  public boolean test(String name) {
    // No question::test: to box for it Java 8 calls String.format (MethodReferencesTest).
    return given.computeIfAbsent(name, each -> question.test(each));
  }

  Map<String, Boolean> given() {
    return Collections.unmodifiableMap(given);
  }
}
