package io.acceptlag.agent.recording;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.recording.Judgement;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Judges a recording again: what this version finds, beside what was found then. */
public final class Replay {
  private Replay() {}

  /**
   * @throws IllegalArgumentException with a sentence, if it is no recording
   */
  public static String of(File file) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] bytes = Files.readAllBytes(file.toPath());
    for (Judgement judgement : Judgement.parseAll(new String(bytes, StandardCharsets.UTF_8))) {
      for (String note : judgement.notes()) {
        text.append(note).append('\n');
      }
      text.append("  then ").append(judgement.verdict()).append('\n');
      text.append("  now  ").append(now(judgement)).append('\n');
    }
    return text.toString();
  }

  private static String now(Judgement judgement) {
    try {
      Diagnosis now = judgement.judgeAgain();
      return now.cause().key() + (now.statement() == null ? "" : ": " + now.statement());
    } catch (IllegalStateException e) {
      return "not to be told: " + e.getMessage();
    }
  }
}
