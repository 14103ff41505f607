package io.acceptlag.it;

import java.nio.file.Path;

/**
 * A server whose requests the OpenTelemetry agent traces.
 *
 * @param name as its users call it
 * @param server its program
 * @param by what its clients speak
 * @param jdk of its JVM
 * @param older whether the OpenTelemetry agent is the one that is a year old
 */
record TraceRow(String name, RealServer server, By by, int jdk, boolean older) {

  enum By {
    HTTP("HTTP/1.1"),
    PROXY("HTTP/1.1 behind HAProxy"),
    TLS("HTTP/1.1, TLS"),
    HTTP2("HTTP/2"),
    HTTP2_TLS("HTTP/2, TLS"),
    GRPC("HTTP/2");

    private final String words;

    By(String words) {
      this.words = words;
    }

    boolean isTls() {
      return this == TLS || this == HTTP2_TLS;
    }

    boolean isHttp2() {
      return this == HTTP2 || this == HTTP2_TLS || this == GRPC;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  Path openTelemetryAgent() {
    return older ? Workspace.olderOpenTelemetryAgent() : Workspace.openTelemetryAgent();
  }

  /** As a page has it. */
  String agent() {
    return older ? "2.20.1" : "2.33.1";
  }

  @Override
  public String toString() {
    return name + ", " + by + ", JDK " + jdk + ", agent " + agent();
  }
}
