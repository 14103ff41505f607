package io.acceptlag.it;

import org.opentest4j.TestAbortedException;

/**
 * What a test needs and this host does not have: a namespace, a program, a JDK. The test is left
 * out and says so in one line. In CI (CI=true in the environment) nothing may be left out, so there
 * it fails.
 */
final class Missing {
  /** Whether whatever is missing is a failure. */
  static final boolean FAILS = "true".equals(System.getenv("CI"));

  private Missing() {}

  /**
   * To be thrown, which leaves the test out.
   *
   * @param what is not tested then
   * @param why in one line
   */
  static TestAbortedException skip(String what, String why) {
    tell(what, why);
    return new TestAbortedException(why);
  }

  /** Leaves the test out unless there is no reason for that. */
  static void skipIf(String what, String why) {
    if (!why.isEmpty()) {
      throw skip(what, why);
    }
  }

  /** For what leaves out a part of a test. */
  static void tell(String what, String why) {
    String line = what + ": NOT tested, because " + why;
    if (FAILS) {
      throw new AssertionError(line + "; in CI it must be");
    }
    System.out.println(line);
  }
}
