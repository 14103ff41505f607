package io.acceptlag.agent.config;

/** Which binding calls the kernel: the option {@code native}. */
public enum NativeBinding {
  /** The best binding that this JVM has. */
  AUTO,
  /** System calls by JNA. */
  JNA,
  /** System calls by the JDK's foreign function API. */
  FFM,
  /** No system call by ourselves; only the files under {@code /proc}. */
  PROC
}
