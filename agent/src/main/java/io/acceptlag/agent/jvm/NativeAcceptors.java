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
    return only == null
        ? FoundAcceptor.NONE
        : new FoundAcceptor(only, By.SERVER, "AprEndpoint", null);
  }

  private @Nullable Thread onlyOneOf(List<Thread> threads) {
    Thread only = null;
    for (Thread thread : threads) {
      if (isAcceptor(thread)) {
        if (only != null) {
          return null;
        }
        only = thread;
      }
    }
    return only;
  }

  private boolean isAcceptor(Thread thread) {
    for (Object body : ThreadBodies.of(thread)) {
      String name = body.getClass().getName();
      if (name.equals(APR_ACCEPTOR) || (name.equals(TOMCAT_ACCEPTOR) && isOfApr(body))) {
        return true;
      }
    }
    return false;
  }

  private boolean isOfApr(Object acceptor) {
    for (Object value : fields.values(acceptor)) {
      if (value.getClass().getName().equals(APR)) {
        return true;
      }
    }
    return false;
  }
}
