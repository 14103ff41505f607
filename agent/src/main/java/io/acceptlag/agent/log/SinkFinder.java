package io.acceptlag.agent.log;

import io.acceptlag.agent.config.LogMode;
import io.acceptlag.core.report.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides where lines go now, or that they should wait. For one thread. */
class SinkFinder {
  private final LogMode mode;
  private final LibrarySpotter spotter;
  private final Predicate<Class<?>> isInitialized;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final StderrSink stderr = new StderrSink();
  private final SpringBoot springBoot = new SpringBoot();

  /** In the order of their sighting. */
  private final List<Library> libraries = new ArrayList<>();

  private boolean hasSaidThatNoneCame;

  SinkFinder(
      LogMode mode,
      LibrarySpotter spotter,
      Predicate<Class<?>> isInitialized,
      LongSupplier nanoClock) {
    this.mode = mode;
    this.spotter = spotter;
    this.isInitialized = isInitialized;
    this.nanoClock = nanoClock;
    startNanos = nanoClock.getAsLong();
  }

  /**
   * Where to write now. Do not keep it, because it holds the application's class loader.
   *
   * @param isLast whether waiting is over
   * @return null if waiting is better; never null when waiting is over
   */
  @Nullable Sink find(boolean isLast) {
    takeSightings();
    long now = nanoClock.getAsLong();
    for (Landmark landmark : preference(mode)) {
      boolean mayCome = false;
      for (Library library : libraries) {
        if (library.sighting.landmark == landmark && isEligible(library)) {
          long age = now - library.sighting.nanoTime;
          if (!isLast && age < Patience.SETTLE_NANOS) {
            mayCome = true;
            continue;
          }
          boolean awaitsSpringBoot = springBoot.governs(library.sighting.loader(), now);
          Answer answer = library.ask(awaitsSpringBoot, now);
          if (answer.sink != null && (isLast || library.isSettled(now))) {
            return new GuardedSink(library, answer.sink, stderr);
          }
          mayCome |=
              answer.sink != null
                  || (answer == Answer.NOT_YET && age < patienceNanos(awaitsSpringBoot));
        }
      }
      if (mayCome && !isLast) {
        return null;
      }
    }
    return isLast || isTimeForStderr(now) ? stderr : null;
  }

  private long patienceNanos(boolean awaitsSpringBoot) {
    return awaitsSpringBoot || mode != LogMode.AUTO ? Patience.SEEN_NANOS : Patience.UNUSED_NANOS;
  }

  private void takeSightings() {
    for (Sighting sighting = spotter.take(); sighting != null; sighting = spotter.take()) {
      if (isKnown(sighting)) {
        continue;
      }
      switch (sighting.landmark) {
        case SLF4J:
          libraries.add(new Slf4j(sighting, isInitialized));
          break;
        case LOG4J2:
          libraries.add(new Log4j2(sighting, isInitialized));
          break;
        case JUL:
          libraries.add(new Jul(sighting, isInitialized));
          break;
        case SPRING_BOOT:
          springBoot.seen(sighting);
          break;
      }
    }
    libraries.removeIf(library -> library.sighting.isGone());
  }

  private boolean isKnown(Sighting sighting) {
    for (Library library : libraries) {
      if (library.sighting.isSameAs(sighting)) {
        return true;
      }
    }
    return false;
  }

  private static List<Landmark> preference(LogMode mode) {
    switch (mode) {
      case AUTO:
        return Arrays.asList(Landmark.SLF4J, Landmark.LOG4J2, Landmark.JUL);
      case SLF4J:
        return Collections.singletonList(Landmark.SLF4J);
      case LOG4J2:
        return Collections.singletonList(Landmark.LOG4J2);
      case JUL:
        return Collections.singletonList(Landmark.JUL);
      default:
        return Collections.emptyList();
    }
  }

  /**
   * By default the agent does not use the log of a web application within a server. Which of
   * several applications it would be is chance; and the server has a log of its own, where trouble
   * with its connections belongs.
   */
  private boolean isEligible(Library library) {
    return !library.isGivenUp() && !(mode == LogMode.AUTO && library.isGuest());
  }

  private boolean isTimeForStderr(long now) {
    if (mode == LogMode.AUTO) {
      return now - startNanos >= Patience.NONE_SEEN_NANOS;
    }
    if (mode == LogMode.STDERR) {
      return true;
    }
    if (now - startNanos < Patience.SEEN_NANOS) {
      return false;
    }
    if (!hasSaidThatNoneCame) {
      hasSaidThatNoneCame = true;
      stderr.write(
          Severity.WARN,
          "log="
              + mode.name().toLowerCase(Locale.ROOT)
              + ": the application has not set it up within 60 s; lines go here until it does");
    }
    return true;
  }
}
