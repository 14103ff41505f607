package io.acceptlag.core.evidence;

import io.acceptlag.core.server.ServerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at the moment when a listener in trouble is judged. A figure that is not known
 * is -1. Nothing in it changes; what is expensive is fetched when a rule asks for it, and kept as
 * it was then.
 */
public final class Evidence {
  /** From the first connection of this trouble to now. */
  public final long troubleNanos;

  /** Whether the queue was full, or packets were dropped because it was. */
  public final boolean overflowed;

  public final int length;
  public final int limit;
  public final int requestedBacklog;

  public final int somaxconn;

  /** Whether this is a pod of Kubernetes, which may not set net.core.somaxconn. */
  public final boolean inPod;

  /** At least how long the oldest connection now waiting has waited. */
  public final long oldestMillis;

  /** The longest wait in this trouble that has ended; 0 if none was over warn.wait. */
  public final long waitMaxMillis;

  /** Null before it has been sampled. */
  public final @Nullable AcceptorView acceptor;

  /** Known only if the acceptor is a virtual thread. */
  public final Carriers carriers;

  public final Workers workers;

  /** Who would free the acceptor. Known only if it waits for something. */
  public final HandOver handOver;

  public final AsyncAccept asyncAccept;

  /** Connections that are accepted and not served; -1 where there are none. */
  public final long unserved;

  /** Of these, the ones whose clients have closed them. */
  public final long unservedLeft;

  /** Whether they were fewer before, in the same trouble. */
  public final boolean unservedLeftGrows;

  /**
   * Whether several threads of the pool {@link #workers} have accepted, each as one task among
   * others. Then the place of one of them says nothing about the next accept.
   */
  public final boolean acceptsInPool;

  /** How the acceptor was found. */
  public final FoundAcceptor.By foundBy;

  /** The frame that shows the acceptor; empty where none does. */
  public final String foundIn;

  /** The thread that bound the listener, where nothing has accepted yet and it is alive. */
  public final @Nullable AcceptorView binder;

  public final Elsewhere elsewhere;

  /** Who holds the lock that the acceptor waits for. */
  public final Holders holders;

  /** Known only if nothing has ever accepted. */
  public final JettyThreads jettyThreads;

  public final HostPeriod host;
  public final Descriptors descriptors;

  /** Since this trouble began. */
  public final double acceptedPerSecond;

  /** In the last polls of the trouble, which shows whether the acceptor makes progress. */
  public final double acceptedLatelyPerSecond;

  /** For how long nothing has been accepted; -1 where it is not known. */
  public final long sinceAcceptNanos;

  public final double peakPerSecond;
  public final double usualPerSecond;

  /** Over how much of the calm before {@link #usualPerSecond} was counted; -1 if not known. */
  public final long usualNanos;

  /** The connections that came when the queue first overflowed in this trouble. */
  public final FirstBurst burst;

  public final Turnover turnover;

  /** Connections of the listener's port that have been accepted, and that no side has closed. */
  public final int openConnections;

  /** Whether any connection has ever been taken from this listener, or tried to. */
  public final boolean everAccepted;

  /** Whether another socket of this process at the same address is accepted from. */
  public final boolean twinAccepts;

  /** Whether this trouble was there before anything had ever accepted. */
  public final boolean beganBeforeFirstAccept;

  /** How long the listener has been known. */
  public final long knownNanos;

  /** Whether connections leave the queue unseen by any hook. */
  public final boolean unseen;

  /** Whether it is an AsynchronousServerSocketChannel, from which threads of a pool accept. */
  public final boolean asynchronous;

  /** Whether its acceptor blocks in accept(), not in a selector. */
  public final boolean blocking;

  /** Who listens; known from the bind or the first accept on. */
  public final ServerIdentity server;

  public final Answers loaded;

  private final Builder from;

  private final Asked<Serving> serving;
  private final Asked<OpenRequests> requests;
  private final Asked<Connections> connections;
  private final Asked<ServerFigures> figures;
  private final Asked<Registration> registration;
  private final Asked<VirtualThreads> virtualThreads;
  private final Asked<TaskLimit> tasks;

  // Not private: for its builder the compiler would make a class more, to be loaded in trouble.
  Evidence(Builder from) {
    this.from = from;
    troubleNanos = from.troubleNanos;
    overflowed = from.overflowed;
    length = from.length;
    limit = from.limit;
    requestedBacklog = from.requestedBacklog;
    somaxconn = from.somaxconn;
    inPod = from.inPod;
    oldestMillis = from.oldestMillis;
    waitMaxMillis = from.waitMaxMillis;
    acceptor = from.acceptor;
    carriers = from.carriers;
    workers = from.workers;
    unserved = from.unserved;
    unservedLeft = from.unservedLeft;
    unservedLeftGrows = from.unservedLeftGrows;
    handOver = from.handOver;
    holders = from.holders;
    asyncAccept = from.asyncAccept;
    acceptsInPool = from.acceptsInPool;
    foundBy = from.foundBy;
    foundIn = from.foundIn;
    binder = from.binder;
    elsewhere = from.elsewhere;
    jettyThreads = from.jettyThreads;
    host = from.host;
    descriptors = from.descriptors;
    acceptedPerSecond = from.acceptedPerSecond;
    acceptedLatelyPerSecond = from.acceptedLatelyPerSecond;
    sinceAcceptNanos = from.sinceAcceptNanos;
    peakPerSecond = from.peakPerSecond;
    usualPerSecond = from.usualPerSecond;
    usualNanos = from.usualNanos;
    burst = from.burst;
    turnover = from.turnover;
    openConnections = from.openConnections;
    everAccepted = from.everAccepted;
    twinAccepts = from.twinAccepts;
    beganBeforeFirstAccept = from.beganBeforeFirstAccept;
    knownNanos = from.knownNanos;
    unseen = from.unseen;
    asynchronous = from.asynchronous;
    blocking = from.blocking;
    server = from.server;
    loaded = from.loaded;
    serving = from.serving;
    requests = from.requests;
    connections = from.connections;
    figures = from.figures;
    registration = from.registration;
    virtualThreads = from.virtualThreads;
    tasks = from.tasks;
  }

  /**
   * What serves the connections. Asked for where some are accepted and not served, and where those
   * that nobody reads hold the places of the server's limit.
   */
  public Serving serving() {
    return serving.get();
  }

  /** As {@link #serving}, if any rule has asked for it. */
  public Serving servingAsked() {
    return serving.soFar();
  }

  /** What clients wait for. Asked for where the server's limit is reached. */
  public OpenRequests requests() {
    return requests.get();
  }

  /** As {@link #requests}, if any rule has asked for it. */
  OpenRequests requestsAsked() {
    return requests.soFar();
  }

  /** How many connections there are. Asked for where the server's limit is reached. */
  public Connections connections() {
    return connections.get();
  }

  /** What the server says of itself. Asked for where the server's limit is reached. */
  public ServerFigures figures() {
    return figures.get();
  }

  /** Asked for where its acceptor waits in a selector and takes nothing. */
  public Registration registration() {
    return registration.get();
  }

  /** As {@link #registration}, if any rule has asked for it. */
  public Registration registrationAsked() {
    return registration.soFar();
  }

  /** Asked for where the server's limit is reached and its pool is known. */
  public VirtualThreads virtualThreads() {
    return virtualThreads.get();
  }

  VirtualThreads virtualThreadsAsked() {
    return virtualThreads.soFar();
  }

  /** Asked for where more threads are advised. */
  public TaskLimit tasks() {
    return tasks.get();
  }

  /** As {@link #tasks}, if any rule has asked for it. */
  TaskLimit tasksAsked() {
    return tasks.soFar();
  }

  /** As {@link #connections}, if any rule has asked for it. */
  Connections connectionsAsked() {
    return connections.soFar();
  }

  /** As {@link #figures}, if any rule has asked for it. */
  ServerFigures figuresAsked() {
    return figures.soFar();
  }

  /** This evidence, but what is expensive and was not fetched yet stays unknown. */
  public Evidence asFarAsAsked() {
    Builder asked = from.copy();
    asked.serving = Asked.known(serving.soFar());
    asked.requests = Asked.known(requests.soFar());
    asked.connections = Asked.known(connections.soFar());
    asked.figures = Asked.known(figures.soFar());
    asked.registration = Asked.known(registration.soFar());
    asked.virtualThreads = Asked.known(virtualThreads.soFar());
    asked.tasks = Asked.known(tasks.soFar());
    return new Evidence(asked);
  }

  /**
   * Evidence that is being gathered for one judgement. Its fields are public because several
   * classes fill it in.
   */
  public static final class Builder implements Cloneable {
    public long troubleNanos;
    public boolean overflowed;
    public int length = -1;
    public int limit = -1;
    public int requestedBacklog = -1;
    public int somaxconn = -1;
    public boolean inPod;
    public long oldestMillis;
    public long waitMaxMillis;
    public @Nullable AcceptorView acceptor;
    public Carriers carriers = Carriers.UNKNOWN;
    public Workers workers = Workers.UNKNOWN;
    public long unserved = -1;
    public long unservedLeft;
    public boolean unservedLeftGrows;
    public HandOver handOver = HandOver.UNKNOWN;
    public Holders holders = Holders.NONE;
    public AsyncAccept asyncAccept = AsyncAccept.UNKNOWN;
    public boolean acceptsInPool;
    public FoundAcceptor.By foundBy = FoundAcceptor.By.ITS_ACCEPT;
    public String foundIn = "";
    public @Nullable AcceptorView binder;
    public Elsewhere elsewhere = Elsewhere.NOT_SEEN;
    public JettyThreads jettyThreads = JettyThreads.UNKNOWN;
    public HostPeriod host = HostPeriod.UNKNOWN;
    public Descriptors descriptors = Descriptors.UNKNOWN;
    public double acceptedPerSecond;
    public double acceptedLatelyPerSecond;
    public long sinceAcceptNanos = -1;
    public double peakPerSecond;
    public double usualPerSecond = -1;
    public long usualNanos = -1;
    public FirstBurst burst = FirstBurst.UNKNOWN;
    public Turnover turnover = Turnover.UNKNOWN;
    public int openConnections = -1;
    public boolean everAccepted;
    public boolean twinAccepts;
    public boolean beganBeforeFirstAccept;
    public long knownNanos;
    public boolean unseen;
    public boolean asynchronous;
    public boolean blocking;
    public ServerIdentity server = ServerIdentity.UNKNOWN;
    public Answers loaded = new Answers(name -> false);
    public Asked<Serving> serving = Asked.known(Serving.UNKNOWN);
    public Asked<OpenRequests> requests = Asked.known(OpenRequests.UNKNOWN);
    public Asked<Connections> connections = Asked.known(Connections.UNKNOWN);
    public Asked<ServerFigures> figures = Asked.known(ServerFigures.UNKNOWN);
    public Asked<Registration> registration = Asked.known(Registration.UNKNOWN);
    public Asked<VirtualThreads> virtualThreads = Asked.known(VirtualThreads.NONE);
    public Asked<TaskLimit> tasks = Asked.known(TaskLimit.UNKNOWN);

    public Evidence build() {
      return new Evidence(copy());
    }

    Builder copy() {
      try {
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
