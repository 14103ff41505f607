package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * Clients leave, and what they leave behind is neither read nor closed: CLOSE_WAIT grows. Whether
 * it was forgotten, or waits for something that does not show, looks the same from here.
 */
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
            "Clients have closed (CLOSE_WAIT) or reset "
                + left
                + " of them, and more follow; nobody here closes them.",
            "Find what should: code that forgets them, or a thread that is stuck.")
        .seenOnce();
  }
}
