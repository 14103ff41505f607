package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Frames;

/** Where a worker of a server waits for its own client: to send the rest, or to take it. */
final class SlowClient {
  /** The topmost frame that is not the JDK's; each from the server's source. */
  private static final String[] WAITING_IN = {
    "org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper",
    "org.apache.tomcat.util.net.Nio2Endpoint$Nio2SocketWrapper",
    "org.apache.tomcat.util.net.SocketWrapperBase",
    "org.apache.tomcat.util.net.NioBlockingSelector", // before 9.0.31
    "org.eclipse.jetty.server.HttpInput", // 9
    "org.eclipse.jetty.server.BlockingContentProducer", // 10 and 11
    "org.eclipse.jetty.ee8.nested.BlockingContentProducer",
    "org.eclipse.jetty.ee9.nested.BlockingContentProducer",
    "org.eclipse.jetty.ee10.servlet.BlockingContentProducer",
    "org.eclipse.jetty.ee11.servlet.BlockingContentProducer",
    "org.eclipse.jetty.util.SharedBlockingCallback", // 9 to 11
    "org.eclipse.jetty.util.Blocker",
    "org.xnio.nio.SelectorUtils",
  };

  private static final String OF_JDK = "sun.net.httpserver.";

  private SlowClient() {}

  static boolean isWaitedFor(AcceptorSample worker) {
    if (isOfJdkServer(worker.stack())) {
      return true;
    }
    StackTraceElement top = Frames.topmostOutsideJdk(worker.stack());
    if (top == null || worker.state() == Thread.State.BLOCKED) {
      return false;
    }
    for (String className : WAITING_IN) {
      if (Stacks.is(top, className, "")) {
        return worker.state() != Thread.State.RUNNABLE || Frames.waitsInSelector(worker.stack());
      }
    }
    return false;
  }

  /** In its streams it waits for nobody else; they are below what the application calls. */
  private static boolean isOfJdkServer(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (Frames.isOutsideJdk(frame)) {
        return false;
      }
      if (frame.getClassName().startsWith(OF_JDK)) {
        return Frames.readsSocket(stack) || Frames.writesSocket(stack);
      }
    }
    return false;
  }

  /** What limits that time, to be put behind advice; empty where no such setting is known. */
  static String limit(AcceptorSample worker) {
    return !isOfJdkServer(worker.stack())
        ? ""
        : Frames.readsSocket(worker.stack())
            ? " (sun.net.httpserver.maxReqTime)"
            : " (sun.net.httpserver.maxRspTime)";
  }
}
