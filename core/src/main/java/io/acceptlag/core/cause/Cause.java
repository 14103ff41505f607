package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * One possible reason why a listener is slow to accept. Pure: the same evidence, the same words.
 */
interface Cause {
  /** Null where the evidence does not show it. */
  @Nullable Diagnosis judge(Evidence evidence);
}
