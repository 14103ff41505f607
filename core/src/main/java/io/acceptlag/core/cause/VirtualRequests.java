package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.VirtualThreads;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of the acceptor's server that run on virtual threads. Then its pool of platform threads
 * says nothing of how busy it is.
 */
final class VirtualRequests {
  private final List<AcceptorSample> requests;
  private final boolean areAll;

  private VirtualRequests(List<AcceptorSample> requests, boolean areAll) {
    this.requests = requests;
    this.areAll = areAll;
  }

  /** Lists virtual threads, which costs something. */
  static VirtualRequests of(Evidence evidence, AcceptorView acceptor) {
    VirtualThreads threads = evidence.virtualThreads();
    List<AcceptorSample> requests = new ArrayList<>();
    for (AcceptorSample thread : threads.samples()) {
      if (Frames.topmostOfApplication(thread.stack()) != null
          && Frames.areOfOneServer(thread.stack(), acceptor.stack())) {
        requests.add(thread);
      }
    }
    return new VirtualRequests(requests, threads.areAllSampled());
  }

  /** Whether it is certain that there are none. */
  boolean areNone() {
    return areAll && requests.isEmpty();
  }

  /** How many were seen at least. */
  int count() {
    return requests.size();
  }

  /** Empty where none was seen. */
  String words() {
    if (requests.isEmpty()) {
      return "";
    }
    Gathering most = Gathering.of(requests);
    return " Its requests run on virtual threads: "
        + most.size()
        + " of "
        + requests.size()
        + (areAll ? "" : " sampled")
        + (most.size() == 1 ? " is in " : " are in ")
        + most.place()
        + ".";
  }
}
