package io.acceptlag.core.evidence;

/** Whether a thread wants to run, as the kernel's scheduler sees it. */
public enum Readiness {
  /** It runs, or waits for a CPU. */
  READY,
  /** It waits for something else. */
  ASLEEP,
  UNKNOWN
}
