package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.FoundAcceptor;
import io.acceptlag.core.evidence.FoundAcceptor.By;
import java.net.AcceptlagFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the thread that accepts by native code, which no hook sees: the acceptor of Tomcat's APR
 * connector. It is known by what it was made to run, so that no stack need be read for it.
 */
final class NativeAcceptors {
  private static final String TOMCAT_ACCEPTOR = "org.apache.tomcat.util.net.Acceptor";
  private static final String APR = "org.apache.tomcat.util.net.AprEndpoint";

  /** To 8.5. */
  private static final String APR_ACCEPTOR = APR + "$Acceptor";

  private final ObjectFields fields = new ObjectFields();

  /**
   * @param others number of other listeners that no hook has seen, to which it may belong as well
   */
  static FoundAcceptor find(int others) {
    Thread only =
        others == 0 && AcceptlagFields.areReadable()
            ? new NativeAcceptors().onlyOneOf(ThreadSamples.others(Thread.currentThread()))
            : null;
    return only == null ? FoundAcceptor.NONE : new FoundAcceptor(only, By.SERVER, "", null);
  }

  /** Of one endpoint: it may have several acceptors, which do the same. */
  private @Nullable Thread onlyOneOf(List<Thread> threads) {
    Thread first = null;
    Object only = null;
    for (Thread thread : threads) {
      Object endpoint = endpoint(thread);
      if (endpoint != null && only != null && endpoint != only) {
        return null;
      }
      if (endpoint != null && only == null) {
        only = endpoint;
        first = thread;
      }
    }
    return first;
  }

  /** That the thread accepts for; null if it does not accept by native code. */
  private @Nullable Object endpoint(Thread thread) {
    for (Object body : ThreadBodies.of(thread)) {
      String name = body.getClass().getName();
      if (name.equals(APR_ACCEPTOR) || name.equals(TOMCAT_ACCEPTOR)) {
        return endpointOf(body);
      }
    }
    return null;
  }

  private @Nullable Object endpointOf(Object acceptor) {
    for (Object value : fields.values(acceptor)) {
      if (value.getClass().getName().equals(APR)) {
        return value;
      }
    }
    return null;
  }
}
