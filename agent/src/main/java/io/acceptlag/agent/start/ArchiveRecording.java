package io.acceptlag.agent.start;

import io.acceptlag.agent.archive.ClassArchive;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects if this run records classes for an archive, in which woven ones would be missing. */
final class ArchiveRecording implements Function<Start, @Nullable String> {
  @Override
  public @Nullable String apply(Start start) {
    return ClassArchive.isBeingRecorded(start.instrumentation())
        ? "INFO this run records classes for an archive (CDS, AOT); acceptlag does nothing in it"
        : null;
  }
}
