package io.acceptlag.agent.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Inputs of the parsers that are kept: captures, and what once was found to break one. Each is
 * given as it is, cut at every place, and with bytes changed, the same ones each time.
 */
public final class FuzzInputs {
  private static final Path FOLDER = Path.of("src", "test", "resources", "fuzz");
  private static final int CUTS = 200;
  private static final int CHANGES = 200;

  private FuzzInputs() {}

  /** One that may fail as tests do. */
  @FunctionalInterface
  public interface Parser {
    void parse(byte[] input) throws Exception;
  }

  public static void each(String folder, Parser parser) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER.resolve(folder))) {
      files = all.sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException("no inputs");
    }
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      parse(parser, file + ", whole", whole);
      for (int i = 0; i < CUTS; i++) {
        int length = (int) ((long) whole.length * i / CUTS);
        parse(parser, file + " cut to " + length, Arrays.copyOf(whole, length));
      }
      Random random = new Random(whole.length);
      for (int i = 0; i < CHANGES && whole.length > 0; i++) {
        byte[] changed = whole.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        parse(parser, file + ", change " + i, changed);
      }
    }
  }

  private static void parse(Parser parser, String what, byte[] input) {
    try {
      parser.parse(input);
    } catch (Throwable failure) {
      throw new AssertionError(what, failure);
    }
  }
}
