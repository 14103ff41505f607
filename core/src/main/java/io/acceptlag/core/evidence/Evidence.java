package io.acceptlag.core.evidence;

import io.acceptlag.core.evidence.AcceptorView.Doing;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at the moment when a listener in trouble is judged. A figure that is not known
 * is -1.
 */
public final class Evidence {
  /** Below this it is not at work but stuck, again and again. */
  private static final double AT_WORK_PER_SECOND = 10;

  /** A single look at an acceptor that is well may find it between two accepts. */
  private static final long ONE_LOOK_IS_ENOUGH_NANOS = 200_000_000;

  /** From the first connection of this trouble to now. */
  public long troubleNanos;

  /** Whether the queue was full, or packets were refused for want of room. */
  public boolean overflowed;

  public int length = -1;
  public int limit = -1;
  public int requestedBacklog = -1;

  /** net.core.somaxconn as it is now. */
  public int somaxconn = -1;

  /** Whether this is a pod of Kubernetes, which may not set that. */
  public boolean inPod;

  /** At least how long the oldest connection now waiting has waited. */
  public long oldestMillis;

  /** The longest wait in this trouble that has ended; 0 if none was over warn.wait. */
  public long waitMaxMillis;

  /** Null before anybody has looked at it. */
  public @Nullable AcceptorView acceptor;

  public Workers workers = Workers.UNKNOWN;

  /** Looked at only where nothing has ever accepted. */
  public JettyThreads jettyThreads = JettyThreads.UNKNOWN;

  /** Counted only where the server's limit of connections is reached. */
  public Connections connections = Connections.UNKNOWN;

  /** Asked for only where the server's limit of connections is reached. */
  public ServerFigures figures = ServerFigures.UNKNOWN;

  public HostPeriod host = HostPeriod.UNKNOWN;
  public Descriptors descriptors = Descriptors.UNKNOWN;

  /** Since this trouble began. */
  public double acceptedPerSecond;

  /** In the last polls of the trouble only: whether the acceptor gets on. */
  public double acceptedLatelyPerSecond;

  public double peakPerSecond;
  public double usualPerSecond = -1;

  /** Connections of the listener's port that have been accepted and are open. */
  public int openConnections = -1;

  /** Whether any connection has ever been taken from this listener, or tried to. */
  public boolean everAccepted;

  /** How long the listener has been known. */
  public long knownNanos;

  /** Connections leave the queue where no hook sees it. */
  public boolean unseen;

  /** An AsynchronousServerSocketChannel: whoever takes its connections is a thread of a pool. */
  public boolean asynchronous;

  /** Its acceptor blocks in accept(), not in a selector. */
  public boolean blocking;

  /** By name: whether the application has loaded that class. */
  public Predicate<String> loaded = name -> false;

  /** Whether the acceptor is busy computing and takes one connection after another. */
  public boolean acceptorAtWork() {
    return acceptor != null
        && acceptor.sample().state() == Thread.State.RUNNABLE
        && acceptedLatelyPerSecond >= AT_WORK_PER_SECOND;
  }

  /** Whether it does something else than accept, and does not get on. */
  public boolean acceptorStuck() {
    return acceptor != null
        && acceptor.doing() == Doing.SOMETHING_ELSE
        && !acceptorAtWork()
        && (acceptor.looks() > 1 || troubleNanos >= ONE_LOOK_IS_ENOUGH_NANOS);
  }
}
