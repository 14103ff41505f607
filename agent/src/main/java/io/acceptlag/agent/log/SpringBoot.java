package io.acceptlag.agent.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether Spring Boot still has to set up logging. Until then it filters out every line of Logback
 * and Log4j 2, and the application's configuration is not in force.
 */
class SpringBoot {
  /** How Spring Boot marks a logger context that it has set up, from 1.4 to 4. */
  static final String MARK = "org.springframework.boot.logging.LoggingSystem";

  private final List<Sighting> sightings = new ArrayList<>();

  void seen(Sighting sighting) {
    // A repeated one must not start the wait again.
    if (sightings.stream().noneMatch(sighting::isSameAs)) {
      sightings.add(sighting);
    }
  }

  /** Whether a library of this class loader is, or is going to be, in the hands of Spring Boot. */
  boolean governs(@Nullable ClassLoader libraryLoader, long nowNanos) {
    sightings.removeIf(Sighting::isGone);
    // As documented, this property switches off Spring Boot's part in logging.
    if ("none".equals(System.getProperty(MARK))) {
      return false;
    }
    for (Sighting sighting : sightings) {
      if (nowNanos - sighting.nanoTime < Patience.SEEN_NANOS
          && isSameOrParent(libraryLoader, sighting.loader())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSameOrParent(
      @Nullable ClassLoader candidate, @Nullable ClassLoader loader) {
    for (ClassLoader each = loader; each != null; each = each.getParent()) {
      if (each == candidate) {
        return true;
      }
    }
    return candidate == null;
  }
}
