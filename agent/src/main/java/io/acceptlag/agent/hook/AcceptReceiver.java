package io.acceptlag.agent.hook;

import io.acceptlag.core.listener.AcceptRecorder;
import java.net.AcceptlagHook;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where the hook's calls leave java.base. */
public final class AcceptReceiver extends AcceptlagHook {
  private final AcceptRecorder recorder;
  private final @Nullable ConnectReceiver connects;

  /**
   * @param connects null where they are not wanted
   */
  public AcceptReceiver(AcceptRecorder recorder, @Nullable ConnectReceiver connects) {
    this.recorder = recorder;
    this.connects = connects;
  }

  @Override
  protected void onListen(Object listener, int fd, int backlog) {
    recorder.listening(listener, fd, backlog);
  }

  @Override
  protected long onEnter(Object listener, int fd) {
    return recorder.entered(listener, fd);
  }

  @Override
  protected void onAccepted(Object listener, int fd, int acceptedFd, long atEnter) {
    recorder.accepted(listener, fd, acceptedFd, atEnter, System.nanoTime());
  }

  @Override
  protected boolean wantsConnects() {
    return connects != null && connects.wants();
  }

  @Override
  protected void onConnected(int fd, InetSocketAddress to, long beginNanos) {
    if (connects != null) {
      connects.connected(fd, to, beginNanos);
    }
  }

  @Override
  protected void onConnectFailed(InetSocketAddress to, long beginNanos, Throwable failure) {
    if (connects != null) {
      connects.failed(to, beginNanos, failure);
    }
  }

  @Override
  protected void onConnectBegins(int fd, InetSocketAddress to, long beginNanos) {
    if (connects != null) {
      connects.begins(fd, to, beginNanos);
    }
  }

  @Override
  protected long connectBegan(int fd) {
    return connects == null ? 0 : connects.beganNanos(fd);
  }

  @Override
  protected void onConnectFinished(int fd, long beginNanos) {
    if (connects != null) {
      connects.finished(fd, beginNanos);
    }
  }

  @Override
  protected void onConnectForgotten(int fd, long beginNanos) {
    if (connects != null) {
      connects.forget(fd, beginNanos);
    }
  }

  @Override
  protected void onConnectFinishFailed(int fd, long beginNanos, Throwable failure) {
    if (connects != null) {
      connects.finishFailed(fd, beginNanos, failure);
    }
  }
}
