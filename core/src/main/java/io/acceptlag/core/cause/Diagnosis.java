package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.server.ServerIdentity;
import io.acceptlag.core.text.Sentence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a listener does not accept, as far as can be told. */
public final class Diagnosis {
  private static final StackTraceElement[] NO_STACK = {};

  /** A figure of the kernel or the JVM, which needs no second sample to be believed. */
  private static final int COUNTED = Integer.MAX_VALUE;

  /** So many samples must agree before a cause that shows in threads is named. */
  private static final int SAMPLES_MIN = 2;

  /** Nothing is wrong, or nothing is known. */
  public static final Diagnosis NONE = unknown(null);

  private final CauseId cause;
  private final List<CauseId> contributing;
  private final @Nullable String statement;
  private final @Nullable String advice;
  private final @Nullable String besides;

  /** {@code Tomcat/10.1.24}; null for a server that we do not know. */
  private final @Nullable String server;

  private final @Nullable String threadName;
  private final StackTraceElement[] stack;

  /** The method in which the acceptor was in each sample; null where there is no such method. */
  private final @Nullable String place;

  /** Where the acceptor was, whatever the rule makes of it; null where none was sampled. */
  private final @Nullable String seen;

  /** From how many samples it was seen, or {@link #COUNTED}. */
  private final int samples;

  // Not private: for its builder the compiler would make a class more, to be loaded in trouble.
  Diagnosis(Builder from) {
    cause = from.cause;
    contributing = from.contributing;
    statement = from.statement;
    advice = from.advice;
    besides = from.besides;
    server = from.server;
    threadName = from.threadName;
    stack = from.stack;
    place = from.place;
    seen = from.seen;
    samples = from.samples;
  }

  static Diagnosis unknown(@Nullable String statement) {
    return new Builder(CauseId.UNKNOWN, statement, null, 0).build();
  }

  /** Not known, and this is what was seen. */
  static Diagnosis unknown(String statement, AcceptorView acceptor) {
    return new Builder(CauseId.UNKNOWN, statement, null, 0).in(acceptor.sample()).build();
  }

  /** Of what is counted, or true of the process as a whole: certain at once. */
  static Diagnosis of(CauseId cause, @Nullable String statement, @Nullable String advice) {
    return new Builder(cause, statement, advice, COUNTED).build();
  }

  /** Of a cause that shows where the acceptor is: as certain as often as it was seen there. */
  static Diagnosis of(
      CauseId cause, String statement, @Nullable String advice, AcceptorView acceptor) {
    Builder builder = new Builder(cause, statement, advice, acceptor.looksThere());
    builder.place = acceptor.onlyPlace();
    builder.seen = AcceptorWords.isIn(acceptor);
    return builder.in(acceptor.sample()).build();
  }

  /** Of a cause that shows in a thread, which this judgement has seen once. */
  static Diagnosis of(
      CauseId cause, String statement, @Nullable String advice, AcceptorSample sample) {
    return new Builder(cause, statement, advice, 1).in(sample).build();
  }

  /** The same, which is the same trouble only as long as threads are there. */
  static Diagnosis of(
      CauseId cause,
      String statement,
      @Nullable String advice,
      AcceptorSample sample,
      String place) {
    Builder builder = new Builder(cause, statement, advice, 1).in(sample);
    builder.place = place;
    builder.seen = statement;
    return builder.build();
  }

  /** The same, and another trouble than whatever else may keep that thread in the same method. */
  Diagnosis asAnotherTrouble(String place) {
    Builder builder = new Builder(this);
    builder.place = place;
    return builder.build();
  }

  /** The same, but it is no more than one sample: the next one may show something else. */
  Diagnosis seenOnce() {
    Builder builder = new Builder(this);
    builder.samples = 1;
    return builder.build();
  }

  /**
   * @param sentence of evidence, after those that there are
   */
  Diagnosis saying(String sentence) {
    Builder builder = new Builder(this);
    builder.statement = statement == null ? sentence : statement + " " + sentence;
    return builder.build();
  }

  /** The same, which has led to another cause that is seen as well. */
  Diagnosis leadingTo(CauseId effect, String words) {
    Builder builder = new Builder(saying(words));
    builder.contributing = Collections.singletonList(effect);
    return builder.build();
  }

  /** The same, where later judgements found none: what it states need not be so any more. */
  public Diagnosis asLastSeen() {
    Builder builder = new Builder(this);
    builder.statement = statement == null ? null : Sentence.AS_LAST_SEEN + statement;
    return builder.build();
  }

  Diagnosis with(List<CauseId> alsoThere) {
    Builder builder = new Builder(this);
    builder.contributing = Collections.unmodifiableList(new ArrayList<>(alsoThere));
    return builder.build();
  }

  /**
   * @param sentence on what to do besides; may be empty
   */
  Diagnosis advising(String sentence) {
    if (sentence.isEmpty()) {
      return this;
    }
    Builder builder = new Builder(this);
    builder.besides = besides == null ? sentence : besides + " " + sentence;
    return builder.build();
  }

  /** The same beside causes that were found before. */
  public Diagnosis besideThese(List<CauseId> found) {
    List<CauseId> all = new ArrayList<>(contributing);
    for (CauseId each : found) {
      if (each != cause && !all.contains(each)) {
        all.add(each);
      }
    }
    return all.size() == contributing.size() ? this : with(all);
  }

  /** What is certain of it, while the cause is not: where a thread was, but not why. */
  public Diagnosis pending() {
    Builder builder =
        new Builder(
            CauseId.PENDING,
            cause == CauseId.UNKNOWN ? statement : seen,
            "The cause is not known yet.",
            0);
    builder.contributing = contributing;
    return builder.build();
  }

  /** What was seen, where it did not become certain. */
  public Diagnosis uncertain() {
    if (cause == CauseId.UNKNOWN) {
      return this;
    }
    Builder builder = new Builder(CauseId.UNKNOWN, seen, null, 0);
    builder.contributing = contributing;
    return builder.build();
  }

  /** {@link CauseId#UNKNOWN} rather than a guess. */
  public CauseId cause() {
    return cause;
  }

  /** Whether the cause is known. */
  public boolean known() {
    return cause != CauseId.UNKNOWN && cause != CauseId.PENDING;
  }

  Diagnosis at(ServerIdentity listening) {
    Builder builder = new Builder(this);
    builder.server = listening.product();
    return builder.build();
  }

  /** Whether this judgement alone is enough to name the cause. */
  public boolean certainAtOnce() {
    return known() && samples >= SAMPLES_MIN;
  }

  /**
   * Whether it is the same trouble as that: the same cause, and no other place, as far as both know
   * one.
   */
  public boolean isSameAs(Diagnosis other) {
    return cause == other.cause
        && (place == null || other.place == null || place.equals(other.place));
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

  /** A further sentence, which is said where there is room for it. */
  public @Nullable String besides() {
    return besides;
  }

  /** {@code Tomcat/10.1.24}: who listens; null where it is none that we know. */
  public @Nullable String server() {
    return server;
  }

  public @Nullable String threadName() {
    return threadName;
  }

  /** The acceptor's stack, leaf first; empty when it does not matter. */
  public StackTraceElement[] stack() {
    return stack;
  }

  /** A diagnosis that is being made. */
  private static final class Builder {
    private CauseId cause;
    private List<CauseId> contributing = Collections.emptyList();
    private @Nullable String statement;
    private @Nullable String advice;
    private @Nullable String besides;
    private @Nullable String server;
    private @Nullable String threadName;
    private StackTraceElement[] stack = NO_STACK;
    private @Nullable String place;
    private @Nullable String seen;
    private int samples;

    Builder(CauseId cause, @Nullable String statement, @Nullable String advice, int samples) {
      this.cause = cause;
      this.statement = statement;
      this.advice = advice;
      this.samples = samples;
    }

    Builder(Diagnosis from) {
      this(from.cause, from.statement, from.advice, from.samples);
      contributing = from.contributing;
      besides = from.besides;
      server = from.server;
      threadName = from.threadName;
      stack = from.stack;
      place = from.place;
      seen = from.seen;
    }

    Builder in(AcceptorSample sample) {
      threadName = sample.threadName();
      stack = sample.stack();
      return this;
    }

    Diagnosis build() {
      return new Diagnosis(this);
    }
  }
}
