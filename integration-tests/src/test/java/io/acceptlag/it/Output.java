package io.acceptlag.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a process has written to one of its streams, line by line while it runs. */
final class Output {
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private boolean ended;

  Output(InputStream stream, String threadName) {
    reader = new Thread(() -> readAll(stream), threadName);
    reader.setDaemon(true);
    reader.start();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Waits until one of the lines, those of the past included, gives a value.
   *
   * @return empty when the bound has passed or the stream has ended without one
   */
  synchronized <T> Optional<T> await(Function<String, Optional<T>> wanted, Duration bound)
      throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    int seen = 0;
    for (; ; ) {
      for (; seen < lines.size(); seen++) {
        Optional<T> value = wanted.apply(lines.get(seen));
        if (value.isPresent()) {
          return value;
        }
      }
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (ended || millis <= 0) {
        return Optional.empty();
      }
      wait(millis);
    }
  }

  /** Waits until the process has closed the stream. */
  void awaitEnd(Duration bound) throws InterruptedException {
    reader.join(bound.toMillis());
  }

  private void readAll(InputStream stream) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String line;
      while ((line = in.readLine()) != null) {
        add(line);
      }
    } catch (IOException e) {
      // The process was killed while it was writing.
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}
