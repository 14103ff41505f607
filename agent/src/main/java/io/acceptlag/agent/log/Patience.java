package io.acceptlag.agent.log;

import java.util.concurrent.TimeUnit;

/** How long lines are held back until a better place is ready. */
class Patience {
  /** From the start, for any library to be seen at all. */
  static final long NONE_SEEN_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** From the sighting of a library that Spring Boot or an option waits for, until it is set up. */
  static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * The same for any other library. Many are on the class path and never used. If it is set up
   * later it is used from then on; only earlier lines go to stderr.
   */
  static final long UNUSED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * From the sighting until the first question, so that the class is certainly defined by then; and
   * from the first positive answer until the first line. An application that sets up logging by
   * code does so in that time, as does Spring Boot if the main class has a logger of its own.
   */
  static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * How long lines wait for java.util.logging if it is not configured. Classes of the JDK
   * initialise it in passing, and the library that the application really uses may follow seconds
   * later.
   */
  static final long UNCONFIGURED_JUL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private Patience() {}
}
