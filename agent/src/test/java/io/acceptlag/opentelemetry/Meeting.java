package io.acceptlag.opentelemetry;

/** In place of the extension's, which another module has. */
public final class Meeting {
  private static int version;

  private Meeting() {}

  /** What it is to answer from now on. */
  public static void be(int otherVersion) {
    version = otherVersion;
  }

  public static int version() {
    return version;
  }

  /** By name, as the agent calls it. */
  @SuppressWarnings("DoNotCallSuggester")
  public static Object meet() {
    // As of an OpenTelemetry that has no logs yet.
    throw new NoSuchMethodError("getLogsBridge");
  }
}
