package io.acceptlag.agent.doctor;

import io.acceptlag.agent.terminal.Terminal;
import io.acceptlag.core.doctor.HostState;
import io.acceptlag.probes.HostSurvey;
import java.io.File;
import java.io.PrintStream;

/** Examines this host and network namespace. It needs neither a JVM to attach to nor privileges. */
public final class Doctor {
  private Doctor() {}

  /**
   * @param inPod whether this is a pod of Kubernetes
   * @return whether there was anything to judge; if not, it has said why
   */
  public static boolean run(boolean json, boolean inPod, PrintStream out, PrintStream err) {
    HostSurvey survey = HostSurvey.take(new File("/proc"), inPod);
    HostState host = survey.host();
    if (host == null) {
      err.println("acceptlag: " + String.join("; ", survey.unreadable()));
      return false;
    }
    out.print(
        json
            ? DoctorJson.of(host, survey.unreadable())
            : DoctorText.of(host, survey.unreadable(), Terminal.find().columns()));
    return true;
  }
}
