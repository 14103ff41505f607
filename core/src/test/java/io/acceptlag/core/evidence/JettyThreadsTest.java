package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class JettyThreadsTest {
  private static final String SELECTOR = "org.eclipse.jetty.io.ManagedSelector.select";
  private static final String ACCEPTOR = "org.eclipse.jetty.server.AbstractConnector$Acceptor.run";
  private static final String IDLE = "java.util.concurrent.ThreadPoolExecutor.getTask";
  private static final String WORK = "com.acme.Batch.load";

  @Test
  void allThreadsOfThePoolAreTaken() {
    JettyThreads threads =
        JettyThreads.of(
            List.of(
                List.of(thread("main", "com.acme.Main.main")),
                List.of(selector("p-1"), thread("p-2", WORK))));
    assertTrue(threads.acceptorWaitsForThread());
    assertEquals(1, threads.selectors());
    assertEquals("p-1", threads.selectorName());
  }

  @Test
  void anAcceptorThatRunsNeedsNoThread() {
    assertFalse(
        JettyThreads.of(List.of(List.of(selector("p-1"), thread("p-2-acceptor", ACCEPTOR))))
            .acceptorWaitsForThread());
  }

  @Test
  void anIdleThreadWouldHaveTakenTheAcceptor() {
    assertFalse(
        JettyThreads.of(List.of(List.of(selector("p-1"), thread("p-22", IDLE))))
            .acceptorWaitsForThread());
  }

  /** Whatever its threads are called. */
  @Test
  void anIdleThreadOfAnotherPoolDoesNotHelp() {
    assertTrue(
        JettyThreads.of(List.of(List.of(selector("p-1")), List.of(thread("p-2", IDLE))))
            .acceptorWaitsForThread());
  }

  @Test
  void ofTwoPoolsWithSelectorsOneIsAClients() {
    assertFalse(
        JettyThreads.of(List.of(List.of(selector("p-1")), List.of(selector("p-2"))))
            .acceptorWaitsForThread());
  }

  @Test
  void whereNoSelectorRunsJettyIsNotSoFar() {
    assertFalse(JettyThreads.of(List.of(List.of(thread("main", WORK)))).acceptorWaitsForThread());
    assertFalse(JettyThreads.of(List.of()).acceptorWaitsForThread());
    assertFalse(JettyThreads.UNKNOWN.acceptorWaitsForThread());
  }

  private static AcceptorSample selector(String name) {
    return thread(name, "sun.nio.ch.EPoll.wait", SELECTOR);
  }

  private static AcceptorSample thread(String name, String... frames) {
    return new AcceptorSample(
        name,
        Thread.State.RUNNABLE,
        SampledFrames.stack(frames),
        null,
        null,
        new StackTraceElement[0]);
  }
}
