package io.acceptlag.it;

import java.nio.file.Path;

/**
 * A Java runtime to fork.
 *
 * @param version the feature release: 8, 11, 17 …
 */
record Jdk(int version, Path home) {
  Path java() {
    return home.resolve("bin/java");
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
