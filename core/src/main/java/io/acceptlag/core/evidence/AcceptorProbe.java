package io.acceptlag.core.evidence;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples threads. Each sample costs tens of microseconds, so only the threads of listeners in
 * trouble are sampled.
 */
public interface AcceptorProbe {
  AcceptorSample sample(Thread acceptor);

  /** Samples of whole pools are shared by all who ask for them within a poll. */
  default void nextPoll() {}

  /**
   * The thread that accepts on a listener, where no accept() of its was seen. Walks objects and
   * stacks of the process: milliseconds.
   *
   * @param fd of the listener
   * @param others how many more listeners there are of which nobody has seen an accept()
   */
  default FoundAcceptor find(int fd, int others) {
    return FoundAcceptor.NONE;
  }

  /** The pool that serves what that acceptor takes, as far as its objects show. */
  Workers serving(Thread acceptor);

  /**
   * What serves the connections that it takes.
   *
   * @param acceptor null where it is not known
   * @param unread descriptors of some that nobody has read
   */
  default Serving behind(@Nullable Thread acceptor, int[] unread) {
    return Serving.UNKNOWN;
  }

  /** Whether it is a worker of a pool, which may do something else the next time. */
  boolean isOfPool(Thread acceptor);

  /** What the carriers of virtual threads do, if the acceptor is one of these. */
  default CarrierSample carriers(Thread acceptor) {
    return CarrierSample.UNKNOWN;
  }

  /** Those of the process, within bounds. Costs milliseconds, and holds each up for a moment. */
  default VirtualThreads virtualThreads() {
    return VirtualThreads.UNKNOWN;
  }

  /** Samples every thread of the process; none, where there are too many. */
  List<AcceptorSample> all();

  /** Samples all pools of the process, thread by thread; none, where there are too many threads. */
  default List<List<AcceptorSample>> pools() {
    return Collections.emptyList();
  }

  /**
   * Who would free a blocked acceptor, as far as its objects show; {@link HandOver#UNKNOWN} where
   * they do not.
   */
  HandOver handOver(Thread acceptor);

  /** Who holds the lock that it waits for. */
  Holders holders(Thread acceptor);

  /** The thread that is in the handler of an accept of that asynchronous listener, if one is. */
  @Nullable Thread completing(Object listener);

  /**
   * @param completing what {@link #completing} has found
   */
  AsyncAccept asyncAccept(Object listener, @Nullable Thread completing);

  /** The threads of the group to which that asynchronous listener belongs. */
  Workers group(Object listener);

  /**
   * Whether the acceptor of that listener (the application's object) blocks in accept(), not in a
   * selector.
   */
  boolean waitsInsideAccept(Object listener);

  /** Whether the listener asks its selectors for connections; unknown where it has other ones. */
  default Registration registration(Object listener) {
    return Registration.UNKNOWN;
  }

  /** Whether a thread of a pool is handed its connections. */
  boolean isAsynchronous(Object listener);
}
