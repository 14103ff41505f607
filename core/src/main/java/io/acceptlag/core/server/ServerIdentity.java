package io.acceptlag.core.server;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who listens: which server, of which version, and where it was told to. Never changes. */
public final class ServerIdentity {
  private static final StackTraceElement[] NOT_SEEN = {};

  public static final ServerIdentity UNKNOWN = new ServerIdentity(null, null, null, NOT_SEEN);

  private final @Nullable KnownServer server;
  private final @Nullable String version;
  private final @Nullable String limitKey;
  private final StackTraceElement[] bound;

  /**
   * @param bound where nobody known has bound it: the method that was called of the JDK's, and the
   *     caller's frame. Empty otherwise
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

  /** Null where it is none that we know. */
  public @Nullable KnownServer server() {
    return server;
  }

  /** Null where it is not known. */
  public @Nullable String version() {
    return version;
  }

  /** {@code Tomcat 10.1.24}; null where it is none that we know. */
  public @Nullable String spelled() {
    return server == null ? null : server.spelled(version);
  }

  /** {@code Tomcat/10.1.24}, in one word; null where it is none that we know. */
  public @Nullable String product() {
    return server == null ? null : server.product(version);
  }

  /** Null where there is none that is certain, or where somebody else has bound it. */
  public @Nullable String backlogKey() {
    return server == null || bound.length > 0 ? null : server.backlogKey();
  }

  /** Of its limit of connections; null where there is none that is certain. */
  public @Nullable String limitKey() {
    return limitKey;
  }

  /** Of the time that idle connections are kept; null where there is none that is certain. */
  public @Nullable String idleKey() {
    return server == null ? null : server.idleKey(version);
  }

  /** Of the number of its workers; null where there is none that is certain. */
  public @Nullable String workersKey() {
    return server == null ? null : server.workersKey(version);
  }

  /** Whether {@link #workersKey} sets a pool of the server's own class, and no other. */
  public boolean hasOwnPool() {
    return server != null && server.hasOwnPool();
  }

  /**
   * The frame of the JDK's method that bound it, and of its caller, where that is none of a server
   * that we know. Empty otherwise.
   */
  public StackTraceElement[] bound() {
    return bound.clone();
  }

  /** As it is now: which of a server's limits is in use may have been decided since. */
  public ServerIdentity now(Predicate<String> loaded) {
    return server == null
        ? this
        : new ServerIdentity(server, version, server.limitKey(loaded), bound);
  }
}
