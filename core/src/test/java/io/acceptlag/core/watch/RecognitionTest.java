package io.acceptlag.core.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.NoReading;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.core.server.ApplicationClasses;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecognitionTest {
  private static final int FD = 7;

  private final Listeners listeners = new Listeners();
  private final AcceptRecorder recorder =
      new AcceptRecorder(listeners, new NoReading(), new SlowAccepts(2), 1, 0, 0);
  private int samples;
  private StackTraceElement acceptorIsIn = frame("com.acme.Pool", "idle");

  @Test
  void recognisesAListenerByTheStackInWhichItWasBound() {
    recorder.listening(this, FD, 50, Thread.currentThread(), trace(tomcatBinds()));
    Recognition recognition = recognition();
    recognition.look();
    assertEquals("Tomcat 10.1.24", recognition.identity().spelled());
    assertEquals("acceptCount of the <Connector>", recognition.identity().backlogKey());
    assertEquals(0, samples);
  }

  @Test
  void recognisesOneThatNoServerBoundByTheCall() {
    recorder.listening(this, FD, 50);
    Recognition recognition = recognition();
    recognition.look();
    assertNull(recognition.identity().server());
    // Not this test, which is of our own packages.
    String caller = recognition.identity().bound()[1].getClassName();
    assertTrue(caller.startsWith("org.junit."), caller);
  }

  @Test
  void recognisesOneThatNobodySawBindByItsAcceptor() {
    recorder.entered(this, FD);
    recorder.accepted(this, FD, FD + 1, Listener.NO_ARRIVAL, 0);
    Recognition recognition = recognition();
    recognition.look();
    assertFalse(recognition.identity().known());
    acceptorIsIn = frame("org.eclipse.jetty.server.AbstractConnector$Acceptor", "run");
    recognition.look();
    assertEquals("Jetty", recognition.identity().spelled());
    acceptorIsIn = frame("com.acme.Pool", "idle");
    recognition.look();
    assertEquals("Jetty", recognition.identity().spelled());
    assertEquals(2, samples);
  }

  @Test
  void anAcceptorThatShowsNothingIsNotSampledForEver() {
    recorder.accepted(this, FD, FD + 1, Listener.NO_ARRIVAL, 0);
    Recognition recognition = recognition();
    for (int i = 0; i < 100; i++) {
      recognition.look();
    }
    assertEquals(3, samples);
  }

  @Test
  void theThreadThatBoundItIsKnown() {
    recorder.listening(this, FD, 50);
    assertSame(Thread.currentThread(), listener().binding().thread());
  }

  private Recognition recognition() {
    return new Recognition(
        listener(),
        (AcceptorProbe)
            Proxy.newProxyInstance(
                RecognitionTest.class.getClassLoader(),
                new Class<?>[] {AcceptorProbe.class},
                (proxy, method, arguments) -> sample()),
        new Versions());
  }

  private AcceptorSample sample() {
    samples++;
    StackTraceElement[] stack = {acceptorIsIn};
    return new AcceptorSample(
        "acceptor", Thread.State.RUNNABLE, stack, null, null, new StackTraceElement[0]);
  }

  private Listener listener() {
    Listener found = listeners.nextFound();
    if (found == null) {
      throw new AssertionError("no listener");
    }
    return found;
  }

  private static StackTraceElement[] tomcatBinds() {
    return new StackTraceElement[] {
      frame("sun.nio.ch.ServerSocketChannelImpl", "bind"),
      frame("org.apache.tomcat.util.net.NioEndpoint", "initServerSocket")
    };
  }

  private static Throwable trace(StackTraceElement[] stack) {
    Throwable trace = new Throwable();
    trace.setStackTrace(stack);
    return trace;
  }

  private static StackTraceElement frame(String className, String method) {
    return new StackTraceElement(className, method, null, 1);
  }

  private static final class Versions implements ApplicationClasses {
    @Override
    public boolean has(String className) {
      return false;
    }

    @Override
    public @Nullable String version(String className) {
      return className.startsWith("org.apache.tomcat.") ? "10.1.24" : null;
    }
  }
}
