package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.server.ApplicationClasses;
import io.acceptlag.core.server.KnownServer;
import io.acceptlag.core.server.KnownServers;
import io.acceptlag.core.server.ServerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Which server listens. It is recognised by the stack in which the listener was bound, or else by
 * the acceptor's stack when it first accepts. It is then kept, because in trouble the acceptor may
 * be anywhere, and a burst is over before any sample.
 */
final class Recognition {
  /**
   * How often to try: an acceptor that belongs to a pool may be doing something else when sampled.
   */
  private static final int SAMPLES_MAX = 3;

  private static final StackTraceElement[] NO_STACK = {};

  private final Listener listener;
  private final AcceptorProbe acceptors;
  private final ApplicationClasses classes;
  private ServerIdentity identity = ServerIdentity.UNKNOWN;
  private final AcceptTask task = new AcceptTask();
  private int samples;
  private int furtherSamples;

  Recognition(Listener listener, AcceptorProbe acceptors, ApplicationClasses classes) {
    this.listener = listener;
    this.acceptors = acceptors;
    this.classes = classes;
  }

  /** Who listens, as far as it is known by now. */
  ServerIdentity identity() {
    return identity.now(name -> classes.has(name));
  }

  /** Called at each poll in which something happens. */
  void look() {
    if (identity.server() != null) {
      return;
    }
    try {
      lookAtBind();
      Thread acceptor = listener.acceptor();
      if (identity.server() == null && acceptor != null && samples < SAMPLES_MAX) {
        samples++;
        lookAtAcceptor(acceptor);
      } else if (identity.server() == null && acceptor != null) {
        lookAtTask(acceptor);
      }
    } catch (RuntimeException | LinkageError e) {
      // Its keys are then not known, but that it is slow can still be reported.
      samples = SAMPLES_MAX;
    }
  }

  private void lookAtBind() {
    Throwable trace = listener.binding().takeTrace();
    StackTraceElement[] stack = trace == null ? NO_STACK : trace.getStackTrace();
    if (stack.length > 0) {
      KnownServer found = KnownServers.boundBy(stack, name -> classes.has(name));
      recognise(found, found == null ? KnownServers.bindCall(stack) : NO_STACK);
      boolean versionKnown = identity.version() != null;
      if (found != null && !versionKnown && KnownServers.hasNoKeyYet(found, stack)) {
        recognise(found, KnownServers.bindCall(stack));
      }
    }
  }

  private void lookAtAcceptor(Thread acceptor) {
    AcceptorSample sample = acceptors.sample(acceptor);
    seeAcceptor(sample.stack());
    if (Frames.waitsForConnection(sample.stack())) {
      task.learn(acceptor, sample.stack());
    } else {
      task.isLeftBy(acceptor, sample);
    }
  }

  /** The other samples may all have found it between two accepts. */
  private void lookAtTask(Thread acceptor) {
    if (furtherSamples < SAMPLES_MAX && listener.insideAccept() && !task.isKnownOf(acceptor)) {
      furtherSamples++;
      lookAtAcceptor(acceptor);
    }
  }

  /** In what the acceptor was seen to wait for connections, if no known server bound the port. */
  AcceptTask task() {
    return task;
  }

  /** Takes a stack of the acceptor that was sampled for another reason. */
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
