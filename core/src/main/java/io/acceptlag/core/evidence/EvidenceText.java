package io.acceptlag.core.evidence;

import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.text.ForeignText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Evidence as text that a person can read, and back. It contains all that a rule can see, and
 * nothing else: no client's address, no earlier traffic.
 */
public final class EvidenceText {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final StackTraceElement[] NO_STACK = {};
  private static final AcceptorSample NO_SAMPLE =
      new AcceptorSample("", Thread.State.NEW, NO_STACK, null, null, NO_STACK);
  private static final AcceptorView NO_VIEW =
      new AcceptorView(Doing.SOMETHING_ELSE, "", NO_SAMPLE, 1, 1, 0, 1);

  private EvidenceText() {}

  public static String of(Evidence evidence) {
    FieldsWriter fields = new FieldsWriter();
    pass(evidence, fields);
    return fields.toString();
  }

  /**
   * @throws IllegalArgumentException if it was not written by {@link #of}, of this version or an
   *     older one
   */
  public static Evidence parse(List<String> lines) {
    FieldsReader fields = new FieldsReader(lines);
    Evidence evidence = known(fields);
    fields.assertAllRead();
    return evidence;
  }

  private static Evidence known(FieldsReader fields) {
    try {
      return pass(new Evidence.Builder().build(), fields);
    } catch (IllegalArgumentException e) {
      // An enum's own words name a class.
      String value = String.valueOf(e.getMessage()).replaceAll(".*\\.|.*: ", "");
      throw new IllegalArgumentException(
          "this version does not know the value "
              + ForeignText.quoted(value)
              + " of the recording; a newer one wrote it, or it was edited",
          e);
    }
  }

  /** Each field of {@link Evidence}, under its own name. */
  private static Evidence pass(Evidence from, Fields fields) {
    Evidence.Builder to = new Evidence.Builder();
    to.troubleNanos = fields.number("troubleNanos", from.troubleNanos);
    to.overflowed = fields.flag("overflowed", from.overflowed);
    to.length = fields.number("length", from.length);
    to.limit = fields.number("limit", from.limit);
    to.requestedBacklog = fields.number("requestedBacklog", from.requestedBacklog);
    to.somaxconn = fields.number("somaxconn", from.somaxconn);
    to.inPod = fields.flag("inPod", from.inPod);
    to.oldestMillis = fields.number("oldestMillis", from.oldestMillis);
    to.waitMaxMillis = fields.number("waitMaxMillis", from.waitMaxMillis);
    to.acceptedPerSecond = fields.figure("acceptedPerSecond", from.acceptedPerSecond);
    to.acceptedLatelyPerSecond =
        fields.figure("acceptedLatelyPerSecond", from.acceptedLatelyPerSecond);
    to.sinceAcceptNanos = fields.number("sinceAcceptNanos", from.sinceAcceptNanos);
    to.peakPerSecond = fields.figure("peakPerSecond", from.peakPerSecond);
    to.usualPerSecond = fields.figure("usualPerSecond", from.usualPerSecond);
    to.usualNanos = fields.number("usualNanos", from.usualNanos);
    to.burst = burst(from.burst, fields);
    to.turnover = turnover(from.turnover, fields);
    to.openConnections = fields.number("openConnections", from.openConnections);
    to.everAccepted = fields.flag("everAccepted", from.everAccepted);
    to.twinAccepts = fields.flag("twinAccepts", from.twinAccepts);
    to.beganBeforeFirstAccept = fields.flag("beganBeforeFirstAccept", from.beganBeforeFirstAccept);
    to.knownNanos = fields.number("knownNanos", from.knownNanos);
    to.unseen = fields.flag("unseen", from.unseen);
    to.asynchronous = fields.flag("asynchronous", from.asynchronous);
    to.blocking = fields.flag("blocking", from.blocking);
    to.descriptors = descriptors(from.descriptors, fields);
    to.connections = Asked.known(connections(from.connectionsAsked(), fields));
    to.figures = Asked.known(figures(from.figuresAsked(), fields));
    to.registration =
        Asked.known(
            Registration.valueOf(fields.text("registration", from.registrationAsked().name())));
    to.virtualThreads = Asked.known(virtualThreads(from.virtualThreadsAsked(), fields));
    to.tasks = Asked.known(tasks(from.tasksAsked(), fields));
    to.jettyThreads = jettyThreads(from.jettyThreads, fields);
    to.host = host(from.host, fields);
    to.acceptor = view("acceptor", from.acceptor, fields);
    to.foundBy = FoundAcceptor.By.valueOf(fields.text("foundBy", from.foundBy.name()));
    to.foundIn = fields.text("foundIn", from.foundIn);
    to.binder = view("binder", from.binder, fields);
    to.elsewhere = Elsewhere.pass(from.elsewhere, fields);
    to.carriers = carriers(from.carriers, fields);
    to.workers = workers("workers", from.workers, fields);
    to.serving = Asked.known(ServingText.pass(from.servingAsked(), fields));
    to.requests =
        Asked.known(
            new OpenRequests(
                fields.number("requests.unread", from.requestsAsked().unread()),
                fields.number("requests.unanswered", from.requestsAsked().unanswered())));
    to.unserved = fields.number("unserved", from.unserved);
    to.unservedLeft = fields.number("unservedLeft", from.unservedLeft);
    to.unservedLeftGrows = fields.flag("unservedLeftGrows", from.unservedLeftGrows);
    to.handOver = handOver(from.handOver, fields);
    to.holders = holders(from.holders, fields);
    to.acceptsInPool = fields.flag("acceptsInPool", from.acceptsInPool);
    to.asyncAccept =
        new AsyncAccept(
            AsyncAccept.Asked.valueOf(
                fields.text("asyncAccept.asked", from.asyncAccept.asked().name())),
            fields.flag("asyncAccept.inHandler", from.asyncAccept.inHandler()));
    to.loaded = Answers.recorded(loaded(from, fields));
    to.server = ServerText.pass(from.server, to, fields);
    return to.build();
  }

  private static FirstBurst burst(FirstBurst burst, Fields fields) {
    return new FirstBurst(
            fields.number("burst.came", burst.came()),
            fields.flag("burst.exact", burst.exact()),
            fields.number("burst.nanos", burst.nanos()),
            fields.flag("burst.settled", burst.settled()))
        .after(fields.number("burst.largestBefore", burst.largestBefore()))
        .amidst(
            fields.number("burst.refused", burst.refused()),
            fields.figure("burst.steadyPerSecond", burst.steadyPerSecond()))
        .keptFull(fields.flag("burst.keptFull", burst.keptFull()));
  }

  private static Turnover turnover(Turnover turnover, Fields fields) {
    return new Turnover(
        fields.number("turnover.accepted", turnover.accepted()),
        fields.number("turnover.closed", turnover.closed()),
        fields.number("turnover.nanos", turnover.nanos()));
  }

  private static Descriptors descriptors(Descriptors descriptors, Fields fields) {
    return new Descriptors(
        fields.number("descriptors.open", descriptors.open()),
        fields.number("descriptors.limit", descriptors.limit()),
        fields.flag("descriptors.machineExhausted", descriptors.machineExhausted()));
  }

  private static TaskLimit tasks(TaskLimit tasks, Fields fields) {
    return new TaskLimit(
        TaskLimit.By.valueOf(fields.text("tasks.by", tasks.by().name())),
        fields.number("tasks.used", tasks.used()),
        fields.number("tasks.allowed", tasks.allowed()));
  }

  private static Connections connections(Connections connections, Fields fields) {
    return new Connections(
        fields.number("connections.open", connections.open()),
        fields.number("connections.leftByClient", connections.leftByClient()),
        fields.number("connections.closedByServer", connections.closedByServer()),
        fields.number("connections.elsewhere", connections.elsewhere()));
  }

  private static ServerFigures figures(ServerFigures figures, Fields fields) {
    return new ServerFigures(
        fields.number("figures.connections", figures.connections()),
        fields.number("figures.limit", figures.limit()),
        fields.number("figures.resumesAt", figures.resumesAt()),
        fields.number("figures.busy", figures.busy()),
        fields.number("figures.workers", figures.workers()));
  }

  private static JettyThreads jettyThreads(JettyThreads threads, Fields fields) {
    return new JettyThreads(
        fields.number("jettyThreads.acceptors", threads.acceptors()),
        fields.number("jettyThreads.selectors", threads.selectors()),
        fields.number("jettyThreads.idle", threads.idle()),
        fields.text("jettyThreads.selectorName", threads.selectorName()),
        fields.flag("jettyThreads.ofItsOwnPool", threads.areOfItsOwnPool()));
  }

  /** Made from two readings, the first of which has every count at zero. */
  private static HostPeriod host(HostPeriod host, Fields fields) {
    HostReading from = new HostReading();
    HostReading to = new HostReading();
    long nanos = fields.number("host.nanos", host.nanos);
    long lateNanos = fields.number("host.lateNanos", host.lateNanos);
    from.gcMillis = 0;
    to.gcMillis = per(MILLI, fields.number("host.gcNanos", host.gcNanos));
    from.safepointMillis = 0;
    to.safepointMillis = per(MILLI, fields.number("host.safepointNanos", host.safepointNanos));
    from.quotaPeriods = 0;
    to.quotaPeriods = fields.number("host.quotaPeriods", host.quotaPeriods);
    from.throttledPeriods = 0;
    to.throttledPeriods = fields.number("host.throttledPeriods", host.throttledPeriods);
    from.runDelayNanos = 0;
    to.runDelayNanos = fields.number("host.runDelayNanos", host.runDelayNanos);
    from.cpuPressureMicros = 0;
    to.cpuPressureMicros =
        per(MICRO, fields.number("host.cpuPressureNanos", host.cpuPressureNanos));
    from.stolenMillis = 0;
    to.stolenMillis = per(MILLI, fields.number("host.stolenNanos", host.stolenNanos));
    from.cpuMillis = 0;
    to.cpuMillis = per(MILLI, fields.number("host.cpuNanos", host.cpuNanos));
    from.firstThreadRuns = 0;
    to.firstThreadRuns = fields.number("host.firstThreadRuns", host.firstThreadRuns);
    return new HostPeriod(nanos, lateNanos, from, to);
  }

  private static long per(long unit, long nanos) {
    return nanos < 0 ? HostReading.UNKNOWN : nanos / unit;
  }

  private static @Nullable AcceptorView view(
      String name, @Nullable AcceptorView recorded, Fields fields) {
    if (!fields.flag(name, recorded != null)) {
      return null;
    }
    AcceptorView view = recorded == null ? NO_VIEW : recorded;
    return new AcceptorView(
        Doing.valueOf(fields.text(name + ".doing", view.doing().name())),
        fields.text(name + ".where", view.where()),
        sample(name + ".sample", view.sample(), fields),
        fields.number(name + ".looksThere", view.looksThere()),
        fields.number(name + ".looks", view.looks()),
        fields.number(name + ".spanNanos", view.spanNanos()),
        fields.number(name + ".places", view.places()),
        fields.figure(name + ".cpuShare", view.cpuShare()),
        fields.number(name + ".cpuNanos", view.cpuNanos()),
        scheduling(name + ".scheduling", view.scheduling(), fields));
  }

  private static Scheduling scheduling(String name, Scheduling scheduling, Fields fields) {
    return new Scheduling(
        fields.number(name + ".ready", scheduling.ready()),
        fields.number(name + ".asleep", scheduling.asleep()),
        fields.number(name + ".nanos", scheduling.nanos()),
        fields.number(name + ".cpuNanos", scheduling.cpuNanos()));
  }

  private static AcceptorSample sample(String name, AcceptorSample sample, Fields fields) {
    return new AcceptorSample(
        fields.text(name + ".threadName", sample.threadName()),
        Thread.State.valueOf(fields.text(name + ".state", sample.state().name())),
        fields.stack(name + ".stack", sample.stack()),
        fields.optional(name + ".lock", sample.lock()),
        fields.optional(name + ".lockOwner", sample.lockOwner()),
        fields.stack(name + ".ownerStack", sample.ownerStack()));
  }

  private static Carriers carriers(Carriers carriers, Fields fields) {
    CarrierSample latest = carriers.latest();
    boolean virtual = fields.flag("carriers.acceptorVirtual", latest.acceptorVirtual());
    if (!virtual) {
      return Carriers.UNKNOWN;
    }
    boolean mounted = fields.flag("carriers.acceptorMounted", latest.acceptorMounted());
    int parallelism = fields.number("carriers.parallelism", latest.parallelism());
    int count = fields.number("carriers.count", latest.carriers());
    int held = fields.number("carriers.held", latest.held());
    int holders = fields.number("carriers.holders", latest.holders().size());
    return new Carriers(
        new CarrierSample(
            true,
            mounted,
            parallelism,
            count,
            held,
            Collections.emptySet(),
            samples("carriers.holders.", holders, latest.holders(), fields)),
        fields.number("carriers.noneFree", carriers.noneFree()),
        fields.number("carriers.kept", carriers.kept()),
        fields.number("carriers.spanNanos", carriers.spanNanos()));
  }

  private static VirtualThreads virtualThreads(VirtualThreads threads, Fields fields) {
    int samples = fields.number("virtualThreads.samples", threads.samples().size());
    return new VirtualThreads(
        fields.number("virtualThreads.count", threads.count()),
        fields.flag("virtualThreads.complete", threads.complete()),
        samples("virtualThreads.samples.", samples, threads.samples(), fields));
  }

  private static HandOver handOver(HandOver handOver, Fields fields) {
    return new HandOver(
        HandOver.Link.valueOf(fields.text("handOver.link", handOver.link().name())),
        workers("handOver.threads", handOver.threads(), fields),
        fields.flag("handOver.full", handOver.full()));
  }

  private static Holders holders(Holders holders, Fields fields) {
    int count = fields.number("holders", holders.chain().size());
    return new Holders(
        samples("holders.", count, holders.chain(), fields),
        fields.flag("holders.deadlock", holders.deadlock()));
  }

  static Workers workers(String name, Workers workers, Fields fields) {
    int total = fields.number(name + ".total", workers.total());
    // A recording that is older than this figure had sampled them all.
    int threads = fields.number(name + ".threads", workers.known() ? workers.threads() : total);
    int busy = fields.number(name + ".busy", workers.busy());
    List<AcceptorSample> busyOnes = samples(name + ".busy.", busy, workers.busyOnes(), fields);
    // An older version may have taken them for busy.
    busyOnes.removeIf(one -> Workers.isIdle(one));
    return new Workers(
            total,
            threads,
            fields.number(name + ".threadsMax", workers.threadsMax()),
            busyOnes,
            view(name + ".waitingForPlace", workers.waitingForPlace(), fields))
        .ofPool(fields.text(name + ".pool", workers.poolClass()));
  }

  static List<AcceptorSample> samples(
      String name, int count, List<AcceptorSample> recorded, Fields fields) {
    List<AcceptorSample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AcceptorSample one = i < recorded.size() ? recorded.get(i) : NO_SAMPLE;
      samples.add(sample(name + (i + 1), one, fields));
    }
    return samples;
  }

  private static Map<String, Boolean> loaded(Evidence evidence, Fields fields) {
    List<String> lines = new ArrayList<>();
    evidence.loaded.given().forEach((name, answer) -> lines.add(name + " " + answer));
    Map<String, Boolean> recorded = new TreeMap<>();
    for (String line : fields.lines("loaded", lines)) {
      int space = line.lastIndexOf(' ');
      if (space < 0) {
        throw new IllegalArgumentException(
            ForeignText.quoted(line) + " is no class and whether it is loaded");
      }
      recorded.put(line.substring(0, space), Boolean.valueOf(line.substring(space + 1)));
    }
    return recorded;
  }
}
