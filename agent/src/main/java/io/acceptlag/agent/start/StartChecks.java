package io.acceptlag.agent.start;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that may prevent a start, in the order of the checks. A check returns null if it has
 * no objection. Otherwise it returns why the agent does nothing: a level and a sentence, or {@link
 * #SILENTLY}.
 *
 * <p>A check implements an interface of the JDK, not one of ours: if classes are recorded, the JVM
 * that makes the archive gives up at the first class whose supertypes it does not find. For the
 * same reason the options, and all their classes, are used only after {@link ArchiveRecording}.
 */
public final class StartChecks {
  /** An answer that has no words. */
  static final String SILENTLY = "";

  private StartChecks() {}

  /**
   * @return null if the agent may start; otherwise the line that says why not, without the prefix,
   *     or an empty one to say nothing
   */
  public static @Nullable String objection(Start start) {
    for (Function<Start, @Nullable String> check : inOrder()) {
      String objection = check.apply(start);
      if (objection != null) {
        return objection;
      }
    }
    return null;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type.
  private static Function<Start, @Nullable String>[] inOrder() {
    return new Function[] {
      new JdkTool(),
      new SecondAgent(),
      new ArchiveRecording(),
      new Checkpoint(),
      new RepackagedJar(),
      new SwitchedOff(),
      new OtherSystem()
    };
  }
}
