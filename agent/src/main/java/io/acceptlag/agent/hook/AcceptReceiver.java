package io.acceptlag.agent.hook;

import io.acceptlag.core.listener.AcceptRecorder;
import java.net.AcceptlagHook;
import org.jspecify.annotations.Nullable;

/** Receives the calls of the accept hook outside java.base. */
public final class AcceptReceiver extends AcceptlagHook {
  private final AcceptRecorder recorder;

  public AcceptReceiver(AcceptRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  protected void onListen(Object listener, int fd, int backlog) {
    recorder.listening(listener, fd, backlog);
  }

  @Override
  protected void onListened(
      Object listener, int fd, int backlog, Thread binder, @Nullable Throwable trace) {
    recorder.listening(listener, fd, backlog, binder, trace);
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
  protected void onAcceptedEarlier(Object listener, int fd, int acceptedFd, long acceptedNanos) {
    recorder.acceptedEarlier(listener, fd, acceptedFd, acceptedNanos, System.nanoTime());
  }

  @Override
  protected void onAcceptedEarlier(Object listener, int fd, int connections) {
    recorder.acceptedEarlier(listener, fd, connections);
  }

  @Override
  protected void onClosing(Object listener, int fd) {
    recorder.closing(listener, fd);
  }
}
