package io.acceptlag.core.recording;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.cause.UnservedCauses;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.EvidenceText;
import io.acceptlag.core.text.ForeignText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One judgement of a listener in trouble, as it was recorded: a block of text from {@link #HEADER}
 * to the line with the verdict. Lines that begin with {@code "# "} are notes.
 */
public final class Judgement {
  private static final String ANY_HEADER = "acceptlag evidence ";
  private static final String HEADER = ANY_HEADER + "1";
  private static final String NOTE = "# ";
  private static final String VERDICT = "verdict=";

  private final List<String> notes;
  private final Evidence evidence;
  private final String verdict;

  private Judgement(List<String> notes, Evidence evidence, String verdict) {
    this.notes = notes;
    this.evidence = evidence;
    this.verdict = verdict;
  }

  /**
   * @param note what is not evidence: when and where
   */
  public static String text(String note, Evidence evidence, Diagnosis diagnosis) {
    List<String> contributing = new ArrayList<>();
    for (CauseId cause : diagnosis.contributing()) {
      contributing.add(cause.key());
    }
    // Begins with a line end, because the block before may have been cut short.
    return "\n"
        + HEADER
        + "\n"
        + NOTE
        + note
        + "\n"
        + EvidenceText.of(evidence)
        + (contributing.isEmpty()
            ? ""
            : NOTE + "besides: " + String.join(", ", contributing) + "\n")
        + VERDICT
        + diagnosis.cause().key()
        + "\n";
  }

  /**
   * The judgements of a file. One without a verdict is left out: its JVM ended while it was
   * written.
   *
   * @throws IllegalArgumentException if it is no recording, or was written by a newer version; the
   *     message says which
   */
  public static List<Judgement> parseAll(String text) {
    List<Judgement> judgements = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    boolean inside = false;
    for (String line : text.split("\n", -1)) {
      if (line.equals(HEADER)) {
        inside = true;
        notes = new ArrayList<>();
        fields = new ArrayList<>();
      } else if (line.startsWith(NOTE)) {
        notes.add(line.substring(NOTE.length()));
      } else if (inside && line.startsWith(VERDICT)) {
        judgements.add(
            new Judgement(
                Collections.unmodifiableList(notes),
                EvidenceText.parse(fields),
                line.substring(VERDICT.length())));
        inside = false;
      } else if (inside) {
        fields.add(line);
      } else if (line.startsWith(ANY_HEADER) && !line.equals(ANY_HEADER)) {
        throw new IllegalArgumentException(
            "another version of acceptlag wrote it, as "
                + ForeignText.quoted(line)
                + ", and this one reads \""
                + HEADER
                + "\". Take the jar that wrote it");
      } else if (!HEADER.startsWith(line)) {
        throw new IllegalArgumentException(
            "there is " + ForeignText.quoted(line) + " where \"" + HEADER + "\" should be");
      }
    }
    return judgements;
  }

  /** Whether the last judgement of a file has no verdict. */
  public static boolean isCutShort(String text) {
    return text.lastIndexOf(ANY_HEADER) > text.lastIndexOf("\n" + VERDICT);
  }

  public List<String> notes() {
    return notes;
  }

  public Evidence evidence() {
    return evidence;
  }

  /** The key of the cause that was found then; another version may know others. */
  public String verdict() {
    return verdict;
  }

  /** What this version finds for the same evidence. */
  public Diagnosis judgeAgain() {
    return evidence.unserved < 0 ? Causes.judge(evidence) : UnservedCauses.judge(evidence);
  }
}
