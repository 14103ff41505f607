package io.acceptlag.agent.hook;

import io.acceptlag.core.connect.BindFailures;
import io.acceptlag.core.connect.ConnectRecorder;
import java.net.AcceptlagConnectHook;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Receives the calls of the connect hook outside java.base. */
public final class ConnectReceiver extends AcceptlagConnectHook {
  private final ApplicationConnects connects;

  /**
   * @param ownThreads whose connects are the agent's own, to the collector
   */
  public ConnectReceiver(ConnectRecorder recorder, BindFailures binds, ThreadGroup ownThreads) {
    connects = new ApplicationConnects(recorder, binds, ownThreads);
  }

  @Override
  protected boolean wants() {
    return connects.wants();
  }

  @Override
  protected void onConnected(int fd, InetSocketAddress to, long beginNanos) {
    connects.connected(fd, to, beginNanos);
  }

  @Override
  protected void onFailed(InetSocketAddress to, long beginNanos, Throwable failure) {
    connects.failed(to, beginNanos, failure);
  }

  @Override
  protected void onBegins(int fd, InetSocketAddress to, long beginNanos) {
    connects.begins(fd, to, beginNanos);
  }

  @Override
  protected long beganNanos(int fd) {
    return connects.beganNanos(fd);
  }

  @Override
  protected void onFinished(int fd, long beginNanos) {
    connects.finished(fd, beginNanos);
  }

  @Override
  protected void onForgotten(int fd, long beginNanos) {
    connects.forget(fd, beginNanos);
  }

  @Override
  protected void onFinishFailed(int fd, long beginNanos, Throwable failure) {
    connects.finishFailed(fd, beginNanos, failure);
  }

  @Override
  protected void onBindFailed(@Nullable InetSocketAddress at) {
    connects.bindFailed(at);
  }

  @Override
  protected boolean isTcp(int fd) {
    return connects.isTcp(fd);
  }
}
