package io.acceptlag.it;

import io.acceptlag.it.TraceRow.By;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The servers of {@link RequestTraceIT}. */
final class TraceRows {
  static final List<TraceRow> ALL = new ArrayList<>();

  static final List<TraceRow> IN_CI =
      List.of(
          new TraceRow("gRPC", grpc(), By.GRPC, 8, false),
          new TraceRow("Jetty 12", server("jetty12", ""), By.HTTP, 17, true));

  static {
    add("the JDK's HttpServer", server("jdkhttp", ""), By.HTTP, List.of(17), List.of(8));
    add("Tomcat 9", server("tomcat9", "nio"), By.HTTP, List.of(8), List.of(25));
    add("Spring Boot 2, Tomcat 9", boot("2"), By.TLS, List.of(8), List.of());
    add("Spring Boot 3, Tomcat 10", boot("3"), By.HTTP, List.of(17), List.of(25));
    add("Spring Boot 3, Tomcat 10", boot("3"), By.HTTP2, List.of(17), List.of());
    add("Spring Boot 3, Tomcat 10", boot("3"), By.HTTP2_TLS, List.of(), List.of(25));
    add("Spring Boot 4, Tomcat 11", boot("4"), By.HTTP, List.of(25), List.of(17));
    add("Spring Boot 4, Tomcat 11", boot("4"), By.HTTP2_TLS, List.of(25), List.of());
    add("Spring Boot 4, Tomcat 11", boot("4"), By.PROXY, List.of(), List.of(17));
    add("Jetty 9.4", server("jetty9", ""), By.HTTP, List.of(8), List.of(25));
    add("Jetty 12", server("jetty12", ""), By.HTTP, List.of(25), List.of(17));
    add("Jetty 12", server("jetty12", ""), By.PROXY, List.of(), List.of(25));
    add("Netty 4.1", server("netty41", "nio"), By.HTTP, List.of(8), List.of(25));
    add("Reactor Netty", server("reactornetty", ""), By.HTTP, List.of(25), List.of(8));
    add("Spring Boot 4 WebFlux", boot("4webflux"), By.HTTP, List.of(25), List.of(17));
    add("Undertow 2", server("undertow2", ""), By.HTTP, List.of(25), List.of(8));
    add("Undertow 2", server("undertow2", ""), By.PROXY, List.of(8), List.of());
    add("gRPC", grpc(), By.GRPC, List.of(8, 17), List.of(25));
  }

  private TraceRows() {}

  /**
   * @param regex of which a row's text has a match
   */
  static List<TraceRow> wanted(String regex) {
    Pattern wanted = Pattern.compile(regex);
    return ALL.stream().filter(row -> wanted.matcher(row.toString()).find()).toList();
  }

  /**
   * @param newest the JDKs on which the newest agent is tried
   * @param older those for the agent that is a year old
   */
  private static void add(
      String name, RealServer server, By by, List<Integer> newest, List<Integer> older) {
    newest.forEach(jdk -> ALL.add(new TraceRow(name, server, by, jdk, false)));
    older.forEach(jdk -> ALL.add(new TraceRow(name, server, by, jdk, true)));
  }

  private static RealServer grpc() {
    return server("grpc", "");
  }

  private static RealServer boot(String version) {
    return server("springboot" + version, "");
  }

  private static RealServer server(String name, String mode) {
    return new RealServer(name, mode, 8);
  }
}
