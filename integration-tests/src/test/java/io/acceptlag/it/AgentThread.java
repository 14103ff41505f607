package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The agent's thread of a JVM, as the kernel counts it. */
final class AgentThread {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 500;

  /** A poll takes less than 1 ms. */
  private static final long BUSY_NANOS = 20_000_000;

  private AgentThread() {}

  /** Until it does nothing but poll: what it does once, at the first listener, is done. */
  static void awaitNothingButPolls(AgentJvm jvm) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    long before = ranOrWaitedNanos(jvm);
    while (true) {
      Thread.sleep(LOOK_MILLIS);
      long now = ranOrWaitedNanos(jvm);
      if (now - before < BUSY_NANOS) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw jvm.failure("has an agent that is busy for " + BOUND);
      }
      before = now;
    }
  }

  private static long ranOrWaitedNanos(AgentJvm jvm) throws IOException {
    long nanos = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(jvm.pid()), "task"))) {
      for (Path thread : threads.toList()) {
        nanos += ranOrWaitedNanos(thread);
      }
    }
    return nanos;
  }

  /** On a CPU, and for one: one that gets none is not done either. */
  private static long ranOrWaitedNanos(Path thread) throws IOException {
    try {
      if (!Files.readString(thread.resolve("comm")).equals("acceptlag\n")) {
        return 0;
      }
      List<String> figures = List.of(Files.readString(thread.resolve("schedstat")).split(" ", -1));
      return Long.parseLong(figures.get(0)) + Long.parseLong(figures.get(1));
    } catch (NoSuchFileException e) {
      // Another of the JVM's threads, which has ended meanwhile.
      return 0;
    }
  }
}
