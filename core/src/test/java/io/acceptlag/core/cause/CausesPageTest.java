package io.acceptlag.core.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.server.KnownServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

  @Test
  void spellsTheServersKeysAsTheLinesDo() throws IOException {
    String page = Files.readString(PAGE);
    for (String key :
        List.of(
            "server.tomcat.accept-count",
            "server.tomcat.max-connections",
            "server.tomcat.keep-alive-timeout",
            "jetty.http.acceptQueueSize",
            "socket.listen.backlog.size",
            "server.max-tcp-connections")) {
      assertTrue(
          page.contains(key)
              && KnownServers.all().stream()
                  .anyMatch(
                      each ->
                          Stream.of(each.backlogKey(), each.limitKey(), each.idleKey())
                              .anyMatch(own -> own != null && own.contains(key))),
          key);
    }
  }
}
