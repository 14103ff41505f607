package io.acceptlag.agent.rehearsal;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.CarrierSample;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.VirtualThreads;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.unserved.UnreadDescriptors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a simulated listener. Each question is asked of the real probe as well, whose
 * answer stands, but for the acceptor's stack.
 */
final class RehearsedAcceptors implements AcceptorProbe {
  private static final StackTraceElement[] NO_STACK = {};

  /** The stack of a server at its limit of connections, so that everything is asked. */
  private static final StackTraceElement[] AT_ITS_LIMIT = {
    new StackTraceElement(
        "org.apache.tomcat.util.threads.LimitLatch", "countUpOrAwait", "LimitLatch.java", -1)
  };

  private final AcceptorProbe acceptors;

  RehearsedAcceptors(AcceptorProbe acceptors) {
    this.acceptors = acceptors;
  }

  @Override
  public AcceptorSample sample(Thread acceptor) {
    acceptors.sample(acceptor);
    return new AcceptorSample(
        "rehearsed-Acceptor", Thread.State.WAITING, AT_ITS_LIMIT, null, null, NO_STACK);
  }

  @Override
  public Workers serving(Thread acceptor) {
    return acceptors.serving(acceptor);
  }

  @Override
  public Serving behind(@Nullable Thread acceptor, UnreadDescriptors unread) {
    return acceptors.behind(acceptor, unread);
  }

  @Override
  public boolean isOfPool(Thread acceptor) {
    return acceptors.isOfPool(acceptor);
  }

  @Override
  public VirtualThreads virtualThreads() {
    return acceptors.virtualThreads();
  }

  @Override
  public CarrierSample carriers(Thread acceptor) {
    return acceptors.carriers(acceptor);
  }

  @Override
  public List<AcceptorSample> all() {
    return acceptors.all();
  }

  @Override
  public HandOver handOver(Thread acceptor) {
    return acceptors.handOver(acceptor);
  }

  @Override
  public Holders holders(Thread acceptor) {
    return acceptors.holders(acceptor);
  }

  @Override
  public @Nullable Thread completing(Object listener) {
    return acceptors.completing(listener);
  }

  @Override
  public AsyncAccept asyncAccept(Object listener, @Nullable Thread completing) {
    return acceptors.asyncAccept(listener, completing);
  }

  @Override
  public Workers group(Object listener) {
    return acceptors.group(listener);
  }

  @Override
  public boolean waitsInsideAccept(Object listener) {
    return acceptors.waitsInsideAccept(listener);
  }

  @Override
  public Registration registration(Object listener) {
    return acceptors.registration(listener);
  }

  @Override
  public boolean isAsynchronous(Object listener) {
    return acceptors.isAsynchronous(listener);
  }
}
