package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.server.KnownServer;
import io.acceptlag.core.server.KnownServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** docs/causes.md against the code. */
class CausesPageTest {
  private static final Path PAGE = Path.of("../docs/causes.md");

  @Test
  void hasASectionForEachCauseInTheOrderOfJudgement() throws IOException {
    List<String> sections =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring("## ".length()))
            .toList();
    assertEquals(
        Arrays.stream(CauseId.values())
            .filter(cause -> cause != CauseId.UNKNOWN && cause != CauseId.PENDING)
            .map(CauseId::key)
            .toList(),
        sections);
  }

  /** A row of the page for each of ours. */
  @Test
  void spellsTheServersKeysAsTheLinesDo() throws IOException {
    List<String> page = Files.readAllLines(PAGE);
    assertEquals(
        List.of(),
        KnownServers.all().stream()
            .map(CausesPageTest::row)
            .filter(row -> !page.contains(row))
            .toList());
  }

  private static String row(KnownServer server) {
    return Stream.of(
            List.of(server.title()),
            key(server.backlogKey()),
            server.limitKeys().stream().map(key -> "`" + key + "`").toList(),
            key(server.idleKey()),
            key(server.workersKey()))
        .map(keys -> String.join(", ", keys))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static List<String> key(@Nullable String key) {
    return key == null ? List.of() : List.of("`" + key + "`");
  }
}
