package io.acceptlag.agent.hook;

import io.acceptlag.core.listener.AcceptRecorder;
import java.net.AcceptlagHook;
import org.jspecify.annotations.Nullable;

/** Receives the calls of the accept hook outside java.base. */
public final class AcceptReceiver extends AcceptlagHook {
  private final AcceptRecorder recorder;
  private final boolean everyPort;

  /**
   * @param everyPort whether no port is left out, so that accepts of unknown listeners count
   */
  public AcceptReceiver(AcceptRecorder recorder, boolean everyPort) {
    this.recorder = recorder;
    this.everyPort = everyPort;
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
  protected void onAcceptedEarlier(int connections) {
    if (everyPort) {
      recorder.acceptedEarlier(connections);
    }
  }

  @Override
  protected void onClosing(Object listener, int fd) {
    recorder.closing(listener, fd);
  }
}
