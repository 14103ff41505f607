package io.acceptlag.agent;

import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.LoadedClasses;
import io.acceptlag.agent.rehearsal.OwnJar;
import io.acceptlag.agent.telemetry.ExtensionMeeting;
import io.acceptlag.agent.telemetry.RequestWaits;
import io.acceptlag.agent.telemetry.Telemetry;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.text.ForeignText;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves an application whose own tracing includes our jar and asks how long the connections of its
 * requests have waited. It is set up after main has begun, so it is searched for until it is there.
 */
final class ApplicationTraces implements ReportSink {
  private static final int POLLS_PER_LOOK = 10;

  private final LoadedClasses classes;
  private final BaseModule base;
  private final @Nullable Telemetry telemetry;
  private final Endings endings;
  private final BiConsumer<Severity, String> notices;
  private boolean looks;
  private @Nullable AcceptRecorder recorder;
  private int pollsToLook = POLLS_PER_LOOK;
  private @Nullable RequestWaits waits;

  /**
   * @param looks false if nobody may ask, or if another agent does
   * @param telemetry whose incidents are linked to; null if none is exported
   */
  ApplicationTraces(
      boolean looks,
      LoadedClasses classes,
      BaseModule base,
      @Nullable Telemetry telemetry,
      Endings endings,
      BiConsumer<Severity, String> notices) {
    this.looks = looks;
    this.classes = classes;
    this.base = base;
    this.telemetry = telemetry;
    this.endings = endings;
    this.notices = notices;
  }

  /** Call it before the first poll. */
  void recordBy(AcceptRecorder recorder) {
    this.recorder = recorder;
  }

  /** Called at each poll; searches at every tenth, until it is found. */
  void poll() {
    if (!looks || --pollsToLook > 0) {
      return;
    }
    pollsToLook = POLLS_PER_LOOK;
    ClassLoader loader = classes.loaderOf(ExtensionMeeting.APPLICATION);
    AcceptRecorder accepts = recorder;
    if (loader != null && accepts != null) {
      looks = false;
      meet(loader, accepts);
    }
  }

  private void meet(ClassLoader loader, AcceptRecorder accepts) {
    try {
      base.define("AcceptlagMeasurements");
      RequestWaits met = ExtensionMeeting.meetApplication(loader, notices);
      if (met == null) {
        return;
      }
      if (telemetry != null) {
        telemetry.link(met);
      }
      accepts.keepPeersIn(met.peers());
      waits = met;
      WeakReference<ClassLoader> application = new WeakReference<>(loader);
      endings.add(() -> leave(application));
      notices.accept(
          Severity.INFO, "The application's own traces say how long a request's connection waited");
    } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
      notices.accept(
          Severity.WARN,
          "Cannot tell the application's own traces what connections waited: "
              + ForeignText.message(OwnJar.words(e)));
    }
  }

  private static void leave(WeakReference<ClassLoader> application) {
    ClassLoader loader = application.get();
    if (loader != null) {
      ExtensionMeeting.leaveApplication(loader);
    }
  }

  @Override
  public void report(Report report) {}

  @Override
  public void slowAccept(SlowAccept accept) {
    RequestWaits met = waits;
    if (met != null) {
      met.slowAccept(accept);
    }
  }
}
