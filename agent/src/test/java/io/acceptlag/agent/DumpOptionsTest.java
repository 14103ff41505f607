package io.acceptlag.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpOptionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java -Xshare:dump",
        "java -Xmx1g -XX:DumpLoadedClassList=/tmp/shop.lst -jar ",
        "-javaagent:acceptlag.jar\n-XX:ArchiveClassesAtExit=shop.jsa"
      })
  void areFound(String options) {
    assertTrue(DumpOptions.areIn(options));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "java -Xshare:auto -XX:SharedArchiveFile=shop.jsa", "java -Dx=-Xshare:dump"})
  void areNotSeenWhereTheyAreNot(String options) {
    assertFalse(DumpOptions.areIn(options));
  }

  /** A program that starts others may have such words for arguments of its own. */
  @Test
  void areNotThoseOfTheProgram() {
    assertEquals(
        "java -cp a ",
        DumpOptions.withoutProgram("java -cp a Launcher -Xshare:dump", "Launcher -Xshare:dump"));
    assertEquals("java -Xshare:dump", DumpOptions.withoutProgram("java -Xshare:dump", null));
  }
}
