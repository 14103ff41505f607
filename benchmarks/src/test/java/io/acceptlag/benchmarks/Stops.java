package io.acceptlag.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stops programs for 20 ms, more than twice a second, so that connections wait; until they have
 * ended.
 */
final class Stops implements AutoCloseable {
  private static final String LOOP =
      "while kill -STOP $0 && sleep 0.02 && kill -CONT $0; do sleep 0.4; done";

  private final List<Program> loops = new ArrayList<>();

  void of(Program program) throws IOException {
    loops.add(Program.start(List.of("sh", "-c", LOOP, Long.toString(program.pid())), Map.of()));
  }

  /** To be called when the programs have ended, since a stopped one would stay so. */
  @Override
  public void close() {
    loops.forEach(Program::close);
  }
}
