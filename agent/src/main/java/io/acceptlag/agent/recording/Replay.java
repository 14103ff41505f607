package io.acceptlag.agent.recording;

import io.acceptlag.agent.terminal.GivenFile;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.recording.Judgement;
import io.acceptlag.core.text.ForeignText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;

/**
 * The command {@code replay}: judges a recording again, and shows what this version finds beside
 * what was found then.
 */
public final class Replay {
  private Replay() {}

  /**
   * @return whether all of it was judged; if not, the reason was printed
   */
  public static boolean run(String name, PrintStream out, PrintStream err) {
    try {
      Path file = Paths.get(name);
      String text = new String(GivenFile.read(file, "recording"), StandardCharsets.UTF_8);
      List<Judgement> judgements = Judgement.parseAll(text);
      if (judgements.isEmpty() && !Judgement.isCutShort(text)) {
        throw new IOException("nothing is recorded in it");
      }
      out.print(judgedAgain(judgements));
      if (Judgement.isCutShort(text)) {
        throw new IOException(
            judgements.isEmpty()
                ? "it is cut short before its first verdict"
                : "it is cut short after the verdict above");
      }
      return true;
    } catch (IOException | IllegalArgumentException e) {
      err.println(
          "acceptlag: cannot replay "
              + ForeignText.message(name)
              + ": "
              + ForeignText.message(String.valueOf(e.getMessage())));
      return false;
    }
  }

  private static String judgedAgain(List<Judgement> judgements) {
    StringBuilder text = new StringBuilder();
    for (Judgement judgement : judgements) {
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
