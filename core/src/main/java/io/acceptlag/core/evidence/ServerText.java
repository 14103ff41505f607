package io.acceptlag.core.evidence;

import io.acceptlag.core.server.KnownServer;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import io.acceptlag.core.text.ForeignText;
import org.jspecify.annotations.Nullable;

/** Who listens, as text and back. */
final class ServerText {
  private static final String NONE = "none";
  private static final StackTraceElement[] NOT_SEEN = {};

  private ServerText() {}

  /**
   * @param read what was read of the same recording so far; an older one names no server, which
   *     then follows from this
   */
  static ServerIdentity pass(ServerIdentity server, Evidence.Builder read, Fields fields) {
    KnownServer row = server.server();
    String title = fields.optional("server", row == null ? NONE : row.title());
    String version = fields.optional("server.version", server.version());
    String limitKey = fields.optional("server.limitKey", server.limitKey());
    StackTraceElement[] bound = fields.stack("server.bound", server.bound());
    return title == null ? byAcceptor(read) : of(title, version, limitKey, bound);
  }

  private static ServerIdentity of(
      String title,
      @Nullable String version,
      @Nullable String limitKey,
      StackTraceElement[] bound) {
    KnownServer row = KnownServers.titled(title);
    if (row == null && !title.equals(NONE)) {
      throw new IllegalArgumentException(
          "this version does not know the server " + ForeignText.quoted(title));
    }
    return new ServerIdentity(row, version, limitKey, bound);
  }

  /** An older recording has the acceptor's stack only, and few answers. */
  private static ServerIdentity byAcceptor(Evidence.Builder read) {
    AcceptorView acceptor = read.acceptor;
    if (acceptor == null) {
      return ServerIdentity.UNKNOWN;
    }
    KnownServer row =
        KnownServers.acceptedBy(acceptor.stack(), name -> wasLoaded(name, read.loaded));
    return new ServerIdentity(row, null, null, NOT_SEEN).now(name -> wasLoaded(name, read.loaded));
  }

  private static boolean wasLoaded(String name, Answers loaded) {
    String asked =
        name.startsWith("org.springframework.boot.")
            ? "org.springframework.boot.SpringApplication"
            : name;
    return Boolean.TRUE.equals(loaded.given().get(asked));
  }
}
