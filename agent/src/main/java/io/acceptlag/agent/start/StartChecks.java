package io.acceptlag.agent.start;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that may stand in the way of a start, in the order in which it is asked. A check answers null
 * where it has no objection; else why the agent does nothing, a level and a sentence, or {@link
 * #SILENTLY}.
 *
 * <p>A check implements an interface of the JDK's, not one of ours: where classes are recorded, the
 * JVM that makes the archive gives up at the first class whose supertypes it does not find. For the
 * same reason the options, and all their classes, are only read after {@link ArchiveRecording}.
 */
public final class StartChecks {
  /** An answer that has no words. */
  static final String SILENTLY = "";

  private StartChecks() {}

  /**
   * @return null where the agent may start; else the line that says why it does not, without the
   *     prefix, or an empty one where nothing is to be said
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
      new RepackagedJar(),
      new SwitchedOff(),
      new OtherSystem()
    };
  }
}
