package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.server.ApplicationClasses;
import io.acceptlag.core.server.KnownServer;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Which server listens. Seen in the stack in which it was bound, or else where its acceptor is when
 * it first accepts, and kept: by the time of trouble the acceptor may be anywhere, and a burst is
 * over before any sample.
 */
final class Recognition {
  /** An acceptor that belongs to a pool may be about something else when it is sampled. */
  private static final int SAMPLES_MAX = 3;

  private static final StackTraceElement[] NO_STACK = {};

  private final Listener listener;
  private final AcceptorProbe acceptors;
  private final ApplicationClasses classes;
  private ServerIdentity identity = ServerIdentity.UNKNOWN;
  private int samples;

  Recognition(Listener listener, AcceptorProbe acceptors, ApplicationClasses classes) {
    this.listener = listener;
    this.acceptors = acceptors;
    this.classes = classes;
  }

  /** As far as it is known by now. */
  ServerIdentity identity() {
    return identity.now(name -> classes.has(name));
  }

  /** For each poll in which something happens. */
  void look() {
    if (identity.server() != null) {
      return;
    }
    try {
      lookAtBind();
      if (identity.server() == null && samples < SAMPLES_MAX) {
        lookAtAcceptor(listener.acceptor());
      }
    } catch (RuntimeException | LinkageError e) {
      // Then its keys are not known; that it is slow can be told all the same.
      samples = SAMPLES_MAX;
    }
  }

  private void lookAtBind() {
    Throwable trace = listener.binding().takeTrace();
    StackTraceElement[] stack = trace == null ? NO_STACK : trace.getStackTrace();
    if (stack.length > 0) {
      KnownServer found = KnownServers.boundBy(stack, name -> classes.has(name));
      recognise(found, found == null ? KnownServers.bindCall(stack) : NO_STACK);
    }
  }

  private void lookAtAcceptor(@Nullable Thread acceptor) {
    if (acceptor != null) {
      samples++;
      seeAcceptor(acceptors.sample(acceptor).stack());
    }
  }

  /** It was sampled for another reason. */
  void seeAcceptor(StackTraceElement[] stack) {
    if (identity.server() == null) {
      recognise(KnownServers.acceptedBy(stack, name -> classes.has(name)), identity.bound());
    }
  }

  private void recognise(@Nullable KnownServer found, StackTraceElement[] bound) {
    String versionClass = found == null ? null : found.versionClass(name -> classes.has(name));
    String version = versionClass == null ? null : classes.version(versionClass);
    identity = new ServerIdentity(found, version, null, bound);
  }
}
