package io.acceptlag.agent;

import io.acceptlag.agent.config.NativeBinding;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.jvm.Jvm;
import io.acceptlag.probes.Probes;
import io.acceptlag.probes.libc.jna.EarlyProperties;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** Chooses how the kernel is called in this JVM. */
final class ProbeChoice {
  private static final int FFM_SINCE = 22;

  private ProbeChoice() {}

  /** To be called before main. JNA may be wanted, or needed, where foreign functions are usual. */
  static void prepare() {
    EarlyProperties.keep();
  }

  static Probes of(NativeBinding wanted, int javaVersion, BaseModule base) {
    boolean foreignUsable = false;
    if (javaVersion >= FFM_SINCE
        && Jvm.hasPointersOf64Bits()
        && wanted != NativeBinding.JNA
        && wanted != NativeBinding.PROC) {
      try {
        base.define("AcceptlagLibC");
        foreignUsable = true;
      } catch (Exception | LinkageError e) {
        // Then JNA does it, although the JVM prints a warning.
      }
    }
    return Probes.choose(
        bindingOf(wanted),
        foreignUsable,
        new File("/proc"),
        InUse.of("java.nio.file.FileSystems$DefaultFileSystemHolder"));
  }

  private static Probes.@Nullable Binding bindingOf(NativeBinding wanted) {
    switch (wanted) {
      case JNA:
        return Probes.Binding.JNA;
      case FFM:
        return Probes.Binding.FFM;
      case PROC:
        return Probes.Binding.PROC;
      default:
        return null;
    }
  }
}
