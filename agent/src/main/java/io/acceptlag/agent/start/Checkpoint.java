package io.acceptlag.agent.start;

import io.acceptlag.agent.jvm.JvmOptions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects if a checkpoint of this run is to be made (CRaC): the agent's open files and sockets
 * would prevent it. An agent that is attached is wanted: a restored JVM has the options of the one
 * that made the checkpoint.
 */
final class Checkpoint implements Function<Start, @Nullable String> {
  /** Other JVMs ignore the option under {@code -XX:+IgnoreUnrecognizedVMOptions}. */
  private static final String IN_JVMS_THAT_CAN = "jdk.crac.Core";

  @Override
  public @Nullable String apply(Start start) {
    return !start.attached() && JvmOptions.areGiven("-XX:CRaCCheckpointTo=") && canBeMade()
        ? "INFO a checkpoint of this run is to be made (CRaC), which acceptlag's open files would"
            + " prevent; acceptlag does nothing in it. Attach it after the restore: java -jar"
            + " acceptlag.jar attach PID"
        : null;
  }

  private static boolean canBeMade() {
    try {
      Class.forName(IN_JVMS_THAT_CAN, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
