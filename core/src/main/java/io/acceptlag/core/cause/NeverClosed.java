package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** Clients leave, and what they leave behind is neither read nor closed: CLOSE_WAIT grows. */
final class NeverClosed implements Cause {
  private static final int LEFT_MIN = 2;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    long left = evidence.unservedLeft;
    if (left < LEFT_MIN || 2 * left < evidence.unserved || !evidence.unservedLeftGrows) {
      return null;
    }
    return Diagnosis.of(
            CauseId.NEVER_CLOSED,
            left
                + " of them their clients have closed, and they become more: nobody here reads or"
                + " closes them (CLOSE_WAIT).",
            "Find where connections are taken and then forgotten; a restart clears them for a while.")
        .seenOnce();
  }
}
