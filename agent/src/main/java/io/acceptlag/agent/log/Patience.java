package io.acceptlag.agent.log;

import java.util.concurrent.TimeUnit;

/** How long lines are kept back for a better place to become ready. */
class Patience {
  /** From the start, for any library to be seen at all. */
  static final long NONE_SEEN_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** From the sighting of a library that Spring Boot or an option waits for, until it is set up. */
  static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * The same for any other. Many lie on the class path and are never used; and it is taken as soon
   * as it is set up, only the lines until then go to stderr.
   */
  static final long UNUSED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * From the sighting until the first question, so that the class is surely defined by then; and
   * from the first good answer until the first line. An application that sets up logging by code,
   * or Spring Boot whose main class has a logger of its own, does so in that time.
   */
  static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * How long lines wait for java.util.logging where nobody has configured it. Classes of the JDK
   * initialise it in passing, and the library that the application really uses may follow seconds
   * later.
   */
  static final long UNCONFIGURED_JUL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private Patience() {}
}
