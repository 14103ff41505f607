package io.acceptlag.agent.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaCommandLineTest {
  @ParameterizedTest
  @CsvSource({
    "java -Xmx1g -cp a:b com.example.Shop -jar x, com.example.Shop",
    "java -jar /opt/shop.jar --port 1, shop.jar",
    "/usr/bin/java --add-opens java.base/java.lang=ALL-UNNAMED -p mods -m shop/com.example.Shop,"
        + " shop/com.example.Shop",
    "java --module=shop/com.example.Shop x, shop/com.example.Shop",
    "java -classpath x @more com.example.Shop, com.example.Shop",
    "java /home/u/Shop.java, Shop.java",
    "/opt/shop/bin/shop -server, shop"
  })
  void knowsWhatRuns(String words, String main) {
    assertEquals(main, new JavaCommandLine(List.of(words.split(" ", -1))).main());
  }

  @Test
  void theLastOfAFlagCounts() {
    JavaCommandLine line =
        new JavaCommandLine(List.of("java", "-XX:+UseX", "-XX:-UseX", "-XX:+Other"));
    assertEquals("-XX:-UseX", line.last("-XX:+UseX", "-XX:-UseX"));
    assertEquals("", line.last("-XX:+UseY"));
  }
}
