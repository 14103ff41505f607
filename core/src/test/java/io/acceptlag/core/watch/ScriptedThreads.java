package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.unserved.UnreadDescriptors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An acceptor that waits for connections, and whatever serves them. */
final class ScriptedThreads implements AcceptorProbe {
  Serving serving = Serving.UNKNOWN;
  int[] unread = {};
  StackTraceElement[] acceptor = {
    new StackTraceElement("java.net.ServerSocket", "accept", null, -1)
  };

  @Override
  public AcceptorSample sample(Thread acceptor) {
    return new AcceptorSample(
        "acceptor", Thread.State.RUNNABLE, this.acceptor, null, null, new StackTraceElement[0]);
  }

  @Override
  public Serving behind(@Nullable Thread acceptor, UnreadDescriptors unread) {
    this.unread = unread.all();
    return serving;
  }

  @Override
  public Workers serving(Thread acceptor) {
    return Workers.UNKNOWN;
  }

  @Override
  public boolean isOfPool(Thread acceptor) {
    return false;
  }

  @Override
  public List<AcceptorSample> all() {
    return List.of();
  }

  @Override
  public HandOver handOver(Thread acceptor) {
    return HandOver.UNKNOWN;
  }

  @Override
  public Holders holders(Thread acceptor) {
    return Holders.NONE;
  }

  @Override
  public @Nullable Thread completing(Object listener) {
    return null;
  }

  @Override
  public AsyncAccept asyncAccept(Object listener, @Nullable Thread completing) {
    return AsyncAccept.UNKNOWN;
  }

  @Override
  public Workers group(Object listener) {
    return Workers.UNKNOWN;
  }

  @Override
  public boolean waitsInsideAccept(Object listener) {
    return true;
  }

  @Override
  public boolean isAsynchronous(Object listener) {
    return false;
  }
}
