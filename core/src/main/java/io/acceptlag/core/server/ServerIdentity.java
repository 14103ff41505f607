package io.acceptlag.core.server;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who listens: which server, of which version, and where it is configured. Immutable. */
public final class ServerIdentity {
  private static final StackTraceElement[] NOT_SEEN = {};

  public static final ServerIdentity UNKNOWN = new ServerIdentity(null, null, null, NOT_SEEN);

  private final @Nullable KnownServer server;
  private final @Nullable String version;
  private final @Nullable String limitKey;
  private final StackTraceElement[] bound;

  /**
   * @param bound if no known server bound it, or one that gave no backlog and so has no key for it:
   *     the frame of the JDK's method and that of its caller. Empty otherwise
   */
  public ServerIdentity(
      @Nullable KnownServer server,
      @Nullable String version,
      @Nullable String limitKey,
      StackTraceElement[] bound) {
    this.server = server;
    this.version = version;
    this.limitKey = limitKey;
    this.bound = bound;
  }

  /** Whether anything is known. */
  public boolean known() {
    return server != null || bound.length > 0;
  }

  /** Null if it is none that we know. */
  public @Nullable KnownServer server() {
    return server;
  }

  /** Null where it is not known. */
  public @Nullable String version() {
    return version;
  }

  /** {@code Tomcat 10.1.24}; null if it is none that we know. */
  public @Nullable String spelled() {
    return server == null ? null : server.spelled(version);
  }

  /** {@code Tomcat/10.1.24}, in one word; null if it is none that we know. */
  public @Nullable String product() {
    return server == null ? null : server.product(version);
  }

  /** The key of its backlog; null if none is certain, or if something else bound the listener. */
  public @Nullable String backlogKey() {
    return server == null || bound.length > 0 ? null : server.backlogKey(version);
  }

  /**
   * {@code Kafka has a key for it from 3.2 on}, if this one is older, as far as is seen; null
   * otherwise.
   */
  public @Nullable String backlogKeyIsNewer() {
    String since = server == null ? null : server.backlogSince();
    boolean itsOwn = server != null && (bound.length == 0 || server.isIn(bound));
    return server == null || since == null || !itsOwn || backlogKey() != null
        ? null
        : server.name() + " has a key for it from " + since + " on";
  }

  /** {@code from Kafka 3.2 on}, if only newer ones have {@link #backlogKey}; null otherwise. */
  public @Nullable String backlogKeySince() {
    String since = server == null || version != null ? null : server.backlogSince();
    return server == null || since == null ? null : "from " + server.name() + " " + since + " on";
  }

  /** The key of its limit of connections; null if none is certain. */
  public @Nullable String limitKey() {
    return limitKey;
  }

  /** The key of the time for which idle connections are kept; null if none is certain. */
  public @Nullable String idleKey() {
    return server == null ? null : server.idleKey(version);
  }

  /** The key of the number of its workers; null if none is certain. */
  public @Nullable String workersKey() {
    return server == null ? null : server.workersKey(version);
  }

  /** Whether {@link #workersKey} sets a pool of the server's own class, and no other. */
  public boolean hasOwnPool() {
    return server != null && server.hasOwnPool();
  }

  /**
   * The frame of the JDK's method that bound it, and that of the caller, if the caller is no server
   * that we know, or one that gave no backlog. Empty otherwise.
   */
  public StackTraceElement[] bound() {
    return bound.clone();
  }

  /** The identity as of now: which of a server's limits is in use may have been decided since. */
  public ServerIdentity now(Predicate<String> loaded) {
    return server == null
        ? this
        : new ServerIdentity(server, version, server.limitKey(loaded, version), bound);
  }
}
