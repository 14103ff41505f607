package io.acceptlag.core.evidence;

import io.acceptlag.core.unserved.UnreadDescriptors;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples threads. Each sample costs tens of microseconds, so only the threads of listeners in
 * trouble are sampled.
 */
public interface AcceptorProbe {
  AcceptorSample sample(Thread acceptor);

  /**
   * The same, of a thread that wanted a CPU at the sample before. If it still does and had hardly
   * any meanwhile, the sample is without a stack, because the thread could not show it.
   */
  default AcceptorSample sampleAgain(Thread acceptor) {
    return sample(acceptor);
  }

  /** To be called at each poll: samples of whole pools are shared within one poll. */
  default void nextPoll() {}

  /**
   * The thread that accepts on a listener of which no accept() was seen. Walks objects and stacks
   * of the process, which takes milliseconds.
   *
   * @param fd of the listener
   * @param others how many other listeners there are of which no accept() was seen
   */
  default FoundAcceptor find(int fd, int others) {
    return FoundAcceptor.NONE;
  }

  /** The pool that serves what that acceptor takes, as far as its objects show. */
  Workers serving(Thread acceptor);

  /**
   * What serves the connections that an acceptor takes.
   *
   * @param acceptor null where it is not known
   * @param unread some connections that nobody has read
   */
  default Serving behind(@Nullable Thread acceptor, UnreadDescriptors unread) {
    return Serving.UNKNOWN;
  }

  /** Whether the acceptor is a worker of a pool, which may do something else the next time. */
  boolean isOfPool(Thread acceptor);

  /** What the carriers of virtual threads do, if the acceptor is one of these. */
  default CarrierSample carriers(Thread acceptor) {
    return CarrierSample.UNKNOWN;
  }

  /**
   * The virtual threads of the process, within bounds. Takes milliseconds, and holds up each thread
   * for a moment.
   */
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

  /** Who holds the lock that the acceptor waits for. */
  Holders holders(Thread acceptor);

  /**
   * The thread that runs the completion handler of an accept of that asynchronous listener; null if
   * none does.
   */
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

  /** Whether the listener hands its connections to a thread of a pool. */
  boolean isAsynchronous(Object listener);
}
