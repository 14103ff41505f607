package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;
import java.lang.reflect.InvocationTargetException;

/** A library's sink whose failures do no harm: the line goes to stderr, with the reason once. */
class GuardedSink implements Sink {
  private final Library library;
  private final Sink sink;
  private final Sink stderr;

  GuardedSink(Library library, Sink sink, Sink stderr) {
    this.library = library;
    this.sink = sink;
    this.stderr = stderr;
  }

  @Override
  public void write(Severity severity, String line) throws Exception {
    if (library.isGivenUp()) {
      stderr.write(severity, line);
      return;
    }
    try {
      sink.write(severity, line);
      library.worked();
      if (!isStillOpen()) {
        // It may appear twice, which is better than not at all.
        stderr.write(severity, line);
      }
    } catch (Throwable failure) {
      boolean isFirst = library.failed();
      stderr.write(severity, line);
      if (isFirst) {
        stderr.write(
            Severity.WARN, library.name() + " did not take the line above: " + describe(failure));
      }
      if (library.isGivenUp()) {
        stderr.write(
            Severity.WARN, library.name() + " keeps failing and gets no more lines of acceptlag");
      }
    }
  }

  @Override
  public boolean wantsInfo() {
    try {
      return library.isGivenUp() || sink.wantsInfo();
    } catch (Throwable unknown) {
      return true;
    }
  }

  @Override
  public boolean isStillOpen() {
    try {
      return sink.isStillOpen();
    } catch (Throwable unknown) {
      return true;
    }
  }

  private static String describe(Throwable failure) {
    Throwable thrown = failure;
    if (failure instanceof InvocationTargetException && failure.getCause() != null) {
      thrown = failure.getCause();
    }
    try {
      return thrown.toString();
    } catch (RuntimeException hostileMessage) {
      return thrown.getClass().getName();
    }
  }
}
