package io.acceptlag.benchmarks;

import java.util.List;

/** What connections are counted of. */
enum Server {
  SERVER_SOCKET("ServerSocket"),
  TOMCAT("Tomcat 11"),
  JETTY("Jetty 12"),
  NETTY_NIO("Netty 4.1 NIO"),
  NETTY_EPOLL("Netty 4.1 epoll");

  private final String words;

  Server(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  List<String> command(Jvm jvm, List<String> options) {
    return switch (this) {
      case SERVER_SOCKET -> jvm.subject(options, "TrivialServer", "serve");
      case TOMCAT -> jvm.server(options, "tomcat11", "nio");
      case JETTY -> jvm.server(options, "jetty12");
      case NETTY_NIO -> jvm.server(options, "netty41", "nio");
      case NETTY_EPOLL -> jvm.server(options, "netty41", "epoll");
    };
  }
}
