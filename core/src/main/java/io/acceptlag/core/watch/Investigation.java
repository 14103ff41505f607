package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Answers;
import io.acceptlag.core.evidence.Asked;
import io.acceptlag.core.evidence.CarrierTally;
import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Holders;
import io.acceptlag.core.evidence.JettyThreads;
import io.acceptlag.core.evidence.OpenRequests;
import io.acceptlag.core.evidence.Registration;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.Takers;
import io.acceptlag.core.evidence.TaskLimit;
import io.acceptlag.core.evidence.Turnover;
import io.acceptlag.core.evidence.VirtualThreads;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.server.KnownServer;
import io.acceptlag.core.server.ServerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Gathers evidence of one listener's trouble: samples of its acceptor, who waits, how many
 * connections there are. What is expensive is asked only when a rule needs it, and seldom.
 */
final class Investigation {
  /**
   * While the kernel lists an epoll set, its events are held up: for some milliseconds with this
   * many descriptors.
   */
  private static final int DESCRIPTORS_MAX = 1_000;

  private final Listener listener;
  private final LocalAddress address;
  private final Sources sources;
  private final Settings settings;
  private final HostWatch host;
  private final Census census;
  private final Recognition recognition;
  private final Turns turns;
  private final AcceptorTally tally = new AcceptorTally();
  private final AcceptorTally binderTally = new AcceptorTally();
  private final ElsewhereTally elsewhere;
  private final CarrierTally carriers = new CarrierTally();

  /** The thread that was in the handler of an accept at the last sample. */
  private @Nullable Thread completing;

  private final UnseenAcceptor unseenAcceptor;

  // Who waited when the kernel was last asked.
  private final Due whoWaitsDue = new Due(Period.WHO_WAITS);
  private @Nullable WaitingClients waiting;
  private long askedNanos;
  private long acceptedWhenAsked;

  // How many connections there were when last counted, and how many the server counted then.
  private final Due connectionsDue = new Due(Period.OPEN_CONNECTIONS);
  private Connections connections = Connections.UNKNOWN;
  private int ownCount = -1;

  Investigation(
      Listener listener,
      LocalAddress address,
      Sources sources,
      Settings settings,
      HostWatch host,
      Census census,
      Recognition recognition,
      Turns turns) {
    this.listener = listener;
    this.address = address;
    this.sources = sources;
    this.settings = settings;
    this.host = host;
    this.census = census;
    this.recognition = recognition;
    this.turns = turns;
    elsewhere = new ElsewhereTally(listener, sources.acceptors, recognition.task());
    unseenAcceptor = new UnseenAcceptor(listener, sources.acceptors, settings, census);
  }

  /** Begins another incident, to which earlier answers do not belong. */
  void begin() {
    waiting = null;
    whoWaitsDue.reset();
    connections = Connections.UNKNOWN;
    connectionsDue.reset();
  }

  int samples() {
    return tally.looks();
  }

  /** Samples the acceptor, and returns all its samples so far. */
  AcceptorTally sampleAcceptor(long nowNanos) {
    Object owner = listener.owner();
    completing =
        owner != null && sources.acceptors.isAsynchronous(owner)
            ? sources.acceptors.completing(owner)
            : null;
    unseenAcceptor.look(nowNanos);
    Thread acceptor = acceptor();
    if (acceptor != null) {
      tally.add(
          nowNanos,
          elsewhere.add(
              acceptor,
              tally.wantedCpu()
                  ? sources.acceptors.sampleAgain(acceptor)
                  : sources.acceptors.sample(acceptor)));
      carriers.add(nowNanos, sources.acceptors.carriers(acceptor));
    } else {
      sampleBinder(nowNanos);
    }
    return tally;
  }

  private void sampleBinder(long nowNanos) {
    Thread binder = listener.binding().thread();
    AcceptorSample sample = binder == null ? null : sources.acceptors.sample(binder);
    if (sample != null && sample.stack().length > 0 && !Workers.isIdle(sample)) {
      binderTally.add(nowNanos, sample);
    }
  }

  /**
   * The thread to sample: the one in the handler of the last accept, if any, must call the next
   * accept().
   */
  private @Nullable Thread acceptor() {
    Thread inHandler = completing;
    return inHandler == null ? unseenAcceptor.orSeen() : inHandler;
  }

  /** What the acceptor does until the next sample is not known. */
  void interruptSamples() {
    tally.interrupt();
  }

  void recognise() {
    recognition.look();
  }

  ServerIdentity server() {
    return recognition.identity();
  }

  void forgetSamples() {
    completing = null;
    tally.clear();
    elsewhere.clear();
    binderTally.clear();
    unseenAcceptor.forget();
    carriers.clear();
  }

  /** Who waits; null if it is not known. */
  @Nullable WaitingClients waiting() {
    return waiting;
  }

  /** Asks the kernel how long each connection has waited, and where it came from. */
  void askWhoWaits(Observation seen) {
    if (whoWaitsDue.is(seen.nowNanos) && turns.takeWalk()) {
      whoWaitsDue.done(seen.nowNanos);
      askedNanos = seen.nowNanos;
      acceptedWhenAsked = listener.accepted();
      waiting = sources.handshakes.waiting(address.port());
    }
    // While nothing is accepted, the oldest connection stays the same.
    if (waiting != null
        && waiting.oldestMillis() > 0
        && seen.length > 0
        && acceptedWhenAsked == listener.accepted()
        // The kernel's list does not say for which of them a connection waits.
        && !census.beside(listener, address).any()) {
      seen.oldestIsAtLeast(waiting.oldestMillis() * 1_000_000 + seen.nowNanos - askedNanos);
    }
  }

  Evidence evidence(Incident incident, Observation seen, ListenerWatch watch, BothQueues both) {
    Evidence.Builder evidence = new Evidence.Builder();
    watch.describe(incident, seen, evidence);
    evidence.twinAccepts = !evidence.everAccepted && census.beside(listener, address).accepts();
    evidence.acceptor = tally.view();
    evidence.carriers = carriers.view();
    evidence.host = host.since(incident.startNanos(), watch.readNanos());
    Descriptors descriptors = host.descriptors();
    evidence.descriptors = descriptors;
    evidence.openConnections = waiting != null && waiting.complete() ? waiting.accepted() : -1;
    evidence.turnover =
        evidence.openConnections < 0
            ? Turnover.UNKNOWN
            : watch.arrivals().turnover(askedNanos, acceptedWhenAsked, evidence.openConnections);
    evidence.somaxconn =
        evidence.overflowed ? sources.handshakes.settings().number(KernelSetting.SOMAXCONN) : -1;
    evidence.inPod = settings.inPod;
    evidence.loaded = new Answers(name -> sources.loaded.has(name));
    if (evidence.acceptor != null) {
      recognition.seeAcceptor(evidence.acceptor.stack());
    }
    evidence.server = recognition.identity();
    lookAtThreads(evidence);
    Asked<ServerFigures> figures =
        Asked.of(ServerFigures.UNKNOWN, () -> sources.servers.figures(address.port()));
    evidence.figures = figures;
    evidence.connections =
        Asked.of(
            Connections.UNKNOWN, () -> connections(seen.nowNanos, figures.get().connections()));
    evidence.requests = Asked.of(OpenRequests.UNKNOWN, () -> both.requests(seen.nowNanos));
    evidence.serving =
        tally.starves()
            ? Asked.known(Serving.UNKNOWN)
            : Asked.of(Serving.UNKNOWN, () -> both.serving());
    evidence.tasks = Asked.of(TaskLimit.UNKNOWN, host::tasks);
    evidence.virtualThreads =
        Asked.of(VirtualThreads.UNKNOWN, () -> sources.acceptors.virtualThreads());
    evidence.registration = Asked.of(Registration.UNKNOWN, () -> registration(descriptors.open()));
    return evidence.build();
  }

  /**
   * @param open how many descriptors the process has
   */
  private Registration registration(long open) {
    Object owner = unseenAcceptor.owner();
    Registration found =
        owner == null ? Registration.UNKNOWN : sources.acceptors.registration(owner);
    return found == Registration.UNKNOWN && open >= 0 && open < DESCRIPTORS_MAX
        ? sources.host.registration(listener.fd())
        : found;
  }

  private void lookAtThreads(Evidence.Builder evidence) {
    // Whoever asks many threads at once stops them all, until the last of them can stop.
    boolean starves = tally.starves();
    Object owner = unseenAcceptor.owner();
    evidence.asynchronous = owner != null && sources.acceptors.isAsynchronous(owner);
    evidence.blocking = owner != null && sources.acceptors.waitsInsideAccept(owner);
    Thread acceptor = unseenAcceptor.orSeen();
    unseenAcceptor.describe(evidence);
    evidence.elsewhere = elsewhere.view(!starves);
    if (owner != null && evidence.asynchronous) {
      evidence.asyncAccept = sources.acceptors.asyncAccept(owner, completing);
      evidence.workers = starves ? Workers.UNKNOWN : sources.acceptors.group(owner);
    } else if (acceptor != null && evidence.acceptor != null) {
      KnownServer server = evidence.server.server();
      String takers = server == null ? null : server.takers();
      // The threads that accept need not be those that serve requests.
      evidence.workers = starves ? Workers.UNKNOWN : workers(acceptor, takers);
      evidence.acceptsInPool =
          (takers != null
                  || (evidence.blocking
                      ? listener.acceptorChanges()
                          && evidence.workers.areAllOutsideAccept(evidence.acceptor.stack())
                      : mayChange(evidence.acceptor)))
              && sources.acceptors.isOfPool(acceptor);
    }
    if (starves) {
      return;
    }
    if (evidence.acceptor == null) {
      evidence.binder = binderTally.view();
      lookForWhoFrees(listener.binding().thread(), evidence.binder, evidence);
    } else {
      lookForWhoFrees(acceptor(), evidence.acceptor, evidence);
    }
    if (!evidence.everAccepted && sources.loaded.has(JettyThreads.ACCEPTOR_CLASS)) {
      evidence.jettyThreads = JettyThreads.of(sources.acceptors.pools());
    }
  }

  private Workers workers(Thread acceptor, @Nullable String takers) {
    return takers == null
        ? sources.acceptors.serving(acceptor)
        : Takers.withoutAFreeThread(sources.acceptors.pools(), takers);
  }

  /** Whether the acceptor may change, and was only by chance the same thread each time. */
  private boolean mayChange(AcceptorView acceptor) {
    return listener.acceptorChanges() || Frames.mayMove(acceptor.stack());
  }

  /**
   * Looks for who can free the acceptor. A running thread needs nobody to free it, unless it runs a
   * task that a pool refused, or tries again and again.
   */
  private void lookForWhoFrees(
      @Nullable Thread blocked, @Nullable AcceptorView view, Evidence.Builder evidence) {
    if (blocked != null
        && view != null
        && view.doing() == Doing.SOMETHING_ELSE
        && (view.sample().state() != Thread.State.RUNNABLE
            || Frames.isRefused(view.stack())
            || Frames.letsTimePass(view.stack()))) {
      evidence.handOver = sources.acceptors.handOver(blocked);
      boolean found = evidence.handOver.link() != HandOver.Link.NONE;
      HandOver known =
          HandOver.byFrames(
              found ? evidence.handOver.frames() : view.stack(), () -> sources.acceptors.all());
      evidence.handOver = known.link() == HandOver.Link.NONE ? evidence.handOver : known;
      evidence.holders = sources.acceptors.holders(blocked);
    } else if (view != null && view.neverRan()) {
      evidence.holders = Holders.ofInitialiser(view.sample(), sources.acceptors.all());
    }
  }

  /**
   * @param own the server's own count of them, or -1
   */
  private Connections connections(long nowNanos, int own) {
    if (!connections.known() || own != ownCount || connectionsDue.is(nowNanos)) {
      connectionsDue.done(nowNanos);
      ownCount = own;
      connections = sources.connections.connections(address.port(), census::listensAt);
    }
    return connections;
  }
}
