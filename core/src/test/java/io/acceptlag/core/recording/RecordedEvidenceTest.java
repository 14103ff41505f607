package io.acceptlag.core.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.EvidenceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules on evidence that real servers have given. A file's name begins with the cause that each
 * judgement in it must find, whatever was found when it was recorded: a field report becomes a test
 * by being put there under the right name.
 */
class RecordedEvidenceTest {
  private static final Path RECORDINGS = Path.of("src/test/resources/evidence");

  static List<Path> recordings() throws IOException {
    try (Stream<Path> files = Files.list(RECORDINGS)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordings")
  void theCauseIsFoundAgain(Path recording) throws IOException {
    String expected = recording.getFileName().toString().split("-", 2)[0];
    List<Judgement> judgements = Judgement.parseAll(Files.readString(recording));
    assertFalse(judgements.isEmpty());
    for (Judgement judgement : judgements) {
      Diagnosis diagnosis = judgement.judgeAgain();
      assertEquals(
          expected, diagnosis.cause().key(), () -> judgement.notes() + " " + diagnosis.statement());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordings")
  void nothingGetsLostOnTheWay(Path recording) throws IOException {
    for (Judgement judgement : Judgement.parseAll(Files.readString(recording))) {
      String text = EvidenceText.of(judgement.evidence());
      assertEquals(text, EvidenceText.of(EvidenceText.parse(text.lines().toList())));
    }
  }

  /** It was taken for busy, because the method that runs its tasks waits for them as well. */
  @Test
  void anIdlePoolOfWildFlyIsIdle() throws IOException {
    Path recording = RECORDINGS.resolve("connection_limit-wildfly-idle-21.evidence");
    for (Judgement judgement : Judgement.parseAll(Files.readString(recording))) {
      Diagnosis diagnosis = judgement.judgeAgain();
      assertTrue(diagnosis.statement().contains(" 0 of 2 worker threads"), diagnosis.statement());
      assertFalse(diagnosis.advice().startsWith("Requests are slow"), diagnosis.advice());
    }
  }

  @Test
  void aBlockCutShortIsLeftOut() {
    String whole = Judgement.text("when and where", new Evidence.Builder().build(), Diagnosis.NONE);
    assertEquals(2, Judgement.parseAll(whole + whole).size());
    for (int cut = 0; cut < whole.length() - "unknown\n".length(); cut++) {
      List<Judgement> judgements = Judgement.parseAll(whole + whole.substring(0, cut) + whole);
      assertEquals(2, judgements.size(), "cut at " + cut);
      assertEquals(List.of("when and where"), judgements.get(1).notes());
      assertEquals("unknown", judgements.get(1).verdict());
    }
  }

  @Test
  void saysWhatIsNoRecording() {
    assertTrue(refusal("[main] INFO Shop\n").contains("there is \"[main] INFO Shop\" where"));
    assertTrue(refusal("acceptlag evidence 2\n").contains("another version of acceptlag wrote it"));
    assertTrue(refusal("acceptlag evidence 1\nsome=more\nverdict=unknown\n").contains("[some]"));
    assertEquals(
        "this version does not know the value \"NEWEST\" of the recording; a newer one wrote it, or it"
            + " was edited",
        refusal("acceptlag evidence 1\nregistration=NEWEST\nverdict=unknown\n"));
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Judgement.parseAll(text))
        .getMessage();
  }
}
