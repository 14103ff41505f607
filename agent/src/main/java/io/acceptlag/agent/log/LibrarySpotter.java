package io.acceptlag.agent.log;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Notices which logging libraries the application loads. */
public final class LibrarySpotter {
  private final LongSupplier nanoClock;
  private final Queue<Sighting> sightings = new ConcurrentLinkedQueue<>();

  public LibrarySpotter() {
    this(System::nanoTime);
  }

  LibrarySpotter(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    // Loads and runs once here all that classSeen uses, because there another class is being
    // loaded.
    classSeen("org/slf4j/LoggerFactory", null);
    sightings.clear();
  }

  /**
   * Called for every class that loads, while it loads, and for those loaded before; calling it
   * twice is harmless. Costs one string switch; never throws, blocks, logs or loads a class.
   *
   * @param internalName with slashes
   * @param loader null is the boot loader
   */
  public void classSeen(String internalName, @Nullable ClassLoader loader) {
    switch (internalName) {
      case "org/slf4j/LoggerFactory":
        sightings.add(new Sighting(Landmark.SLF4J, loader, nanoClock.getAsLong()));
        break;
      case "org/apache/logging/log4j/LogManager":
        sightings.add(new Sighting(Landmark.LOG4J2, loader, nanoClock.getAsLong()));
        break;
      case "java/util/logging/LogManager":
        sightings.add(new Sighting(Landmark.JUL, loader, nanoClock.getAsLong()));
        break;
      case "org/springframework/boot/SpringApplication":
        sightings.add(new Sighting(Landmark.SPRING_BOOT, loader, nanoClock.getAsLong()));
        break;
      default:
        break;
    }
  }

  /** The next sighting not yet taken. */
  @Nullable Sighting take() {
    return sightings.poll();
  }
}
