package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a listener does not accept, as far as can be told. */
public final class Diagnosis {
  private static final StackTraceElement[] NO_STACK = {};

  /** Nothing is wrong, or nothing is known. */
  public static final Diagnosis NONE = unknown(null);

  private final CauseId cause;
  private final List<CauseId> contributing;
  private final @Nullable String statement;
  private final @Nullable String advice;
  private final @Nullable String threadName;
  private final StackTraceElement[] stack;

  private Diagnosis(
      CauseId cause,
      List<CauseId> contributing,
      @Nullable String statement,
      @Nullable String advice,
      @Nullable String threadName,
      StackTraceElement[] stack) {
    this.cause = cause;
    this.contributing = contributing;
    this.statement = statement;
    this.advice = advice;
    this.threadName = threadName;
    this.stack = stack;
  }

  static Diagnosis unknown(@Nullable String statement) {
    return new Diagnosis(CauseId.UNKNOWN, Collections.emptyList(), statement, null, null, NO_STACK);
  }

  /** Not known, and this is what was seen. */
  static Diagnosis unknown(String statement, AcceptorSample sample) {
    return new Diagnosis(
        CauseId.UNKNOWN,
        Collections.emptyList(),
        statement,
        null,
        sample.threadName(),
        sample.stack());
  }

  static Diagnosis of(CauseId cause, @Nullable String statement, @Nullable String advice) {
    return new Diagnosis(cause, Collections.emptyList(), statement, advice, null, NO_STACK);
  }

  /** Of a cause that shows in a thread. */
  static Diagnosis of(
      CauseId cause, String statement, @Nullable String advice, AcceptorSample sample) {
    return new Diagnosis(
        cause, Collections.emptyList(), statement, advice, sample.threadName(), sample.stack());
  }

  Diagnosis with(List<CauseId> alsoThere) {
    return new Diagnosis(
        cause,
        Collections.unmodifiableList(new ArrayList<>(alsoThere)),
        statement,
        advice,
        threadName,
        stack);
  }

  /**
   * @param besides sentences, with a space before; may be empty
   */
  Diagnosis advising(String besides) {
    return besides.isEmpty()
        ? this
        : new Diagnosis(
            cause,
            contributing,
            statement,
            advice == null ? besides.substring(1) : advice + besides,
            threadName,
            stack);
  }

  /** {@link CauseId#UNKNOWN} rather than a guess. */
  public CauseId cause() {
    return cause;
  }

  /** Whether the cause is known. */
  public boolean known() {
    return cause != CauseId.UNKNOWN;
  }

  /** Causes that hold as well. */
  public List<CauseId> contributing() {
    return contributing;
  }

  /** One or two sentences of evidence. */
  public @Nullable String statement() {
    return statement;
  }

  /** A sentence on what to do. */
  public @Nullable String advice() {
    return advice;
  }

  public @Nullable String threadName() {
    return threadName;
  }

  /** The acceptor's stack, leaf first; empty when it does not matter. */
  public StackTraceElement[] stack() {
    return stack;
  }
}
