package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmOptionsTest {
  private static final String[] OF_DUMPS = {
    "-Xshare:dump", "-XX:DumpLoadedClassList=", "-XX:ArchiveClassesAtExit="
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java -Xshare:dump",
        "java -Xmx1g -XX:DumpLoadedClassList=/tmp/shop.lst -jar",
        "-javaagent:acceptlag.jar -XX:ArchiveClassesAtExit=shop.jsa"
      })
  void areFound(String options) {
    assertTrue(JvmOptions.areIn(words(options), OF_DUMPS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "java -Xshare:auto -XX:SharedArchiveFile=shop.jsa", "java -Dx=-Xshare:dump"})
  void areNotSeenWhereTheyAreNot(String options) {
    assertFalse(JvmOptions.areIn(words(options), OF_DUMPS));
  }

  @Test
  void areNotInTheMidstOfAWord() {
    assertFalse(JvmOptions.areIn(List.of("java", "-Dargs=-Xmx1g -Xshare:dump"), OF_DUMPS));
  }

  /** A program that starts others may have such words for arguments of its own. */
  @Test
  void areNotThoseOfTheProgram() {
    assertEquals(
        List.of("java", "-cp", "a"),
        JvmOptions.withoutProgram(
            words("java -cp a Launcher -Xshare:dump"), "Launcher -Xshare:dump"));
    assertEquals(
        List.of("java", "-cp", "a"),
        JvmOptions.withoutProgram(
            List.of("java", "-cp", "a", "Launcher", "-Xmx1g -Xshare:dump"),
            "Launcher -Xmx1g -Xshare:dump"));
    assertEquals(
        words("java -Xshare:dump"), JvmOptions.withoutProgram(words("java -Xshare:dump"), null));
  }

  private static List<String> words(String line) {
    return List.of(line.split(" ", -1));
  }
}
