package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Descriptors;
import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** accept() fails, because a connection needs a file descriptor and there is none left. */
final class FdExhaustion implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    if (!evidence.descriptors.exhausted()) {
      return null;
    }
    if (evidence.descriptors.machineExhausted()) {
      return Diagnosis.of(
          CauseId.FD_EXHAUSTION,
          "The machine may open no more files or connections (fs.file-max)"
              + ofThisProcess(evidence.descriptors)
              + ".",
          "Raise fs.file-max of the machine (sysctl; /proc/sys/fs/file-nr shows what is in use), or"
              + " find the process that does not close its files. ulimit -n does not help.");
    }
    return Diagnosis.of(
        CauseId.FD_EXHAUSTION,
        "The process may open no more files or connections: "
            + evidence.descriptors.open()
            + " of "
            + evidence.descriptors.limit()
            + " file descriptors are in use.",
        "Raise the limit (ulimit -n; LimitNOFILE= in a systemd unit), or find what does not close its"
            + " files or connections (ls -l /proc/PID/fd).");
  }

  private static String ofThisProcess(Descriptors descriptors) {
    return descriptors.open() < 0
        ? ""
        : "; this process has "
            + descriptors.open()
            + " of its "
            + descriptors.limit()
            + " file descriptors in use";
  }
}
