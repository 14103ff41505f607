package io.acceptlag.agent.instrument;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is added to each body that is known. For each path, the bodies that get the same come first,
 * and then what they get. A body stands for no code: it is the digest of its instructions.
 */
final class Golden {
  private static final Path FILE = Path.of("src/test/resources/weaving.golden");

  /** Lines by path and body, {@code AcceptPath.SOCKET 0123456789ab}. */
  private final Map<String, List<String>> linesByBody = new TreeMap<>();

  private final Map<String, Set<String>> originsByBody = new TreeMap<>();

  static Golden read() throws IOException {
    Golden golden = new Golden();
    List<String> bodies = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String line : Files.exists(FILE) ? Files.readAllLines(FILE) : List.<String>of()) {
      if (line.startsWith(" ")) {
        lines.add(line.substring(2));
      } else if (!line.isEmpty()) {
        if (!lines.isEmpty()) {
          bodies = new ArrayList<>();
          lines = new ArrayList<>();
        }
        String[] words = line.split(" ", 3);
        bodies.add(words[0] + " " + words[1]);
        for (String body : bodies) {
          golden.linesByBody.put(body, lines);
        }
        golden.origins(words[0] + " " + words[1]).addAll(List.of(words[2].split(", ")));
      }
    }
    return golden;
  }

  /** Null where this body is not known. */
  List<String> of(String body) {
    return linesByBody.get(body);
  }

  void put(String body, String origin, List<String> lines) {
    linesByBody.put(body, lines);
    origins(body).add(origin);
  }

  /** JDK 8 before JDK 11. */
  private Set<String> origins(String body) {
    return originsByBody.computeIfAbsent(
        body, key -> new TreeSet<>(comparing(String::length).thenComparing(naturalOrder())));
  }

  void write() throws IOException {
    Map<String, List<String>> bodiesByLines = new TreeMap<>();
    linesByBody.forEach(
        (body, lines) -> {
          String path = body.substring(0, body.indexOf(' '));
          bodiesByLines
              .computeIfAbsent(path + "\n  " + String.join("\n  ", lines), k -> new ArrayList<>())
              .add(body + " " + String.join(", ", origins(body)));
        });
    StringBuilder text = new StringBuilder();
    bodiesByLines.forEach(
        (lines, bodies) ->
            text.append(String.join("\n", bodies))
                .append(lines.substring(lines.indexOf('\n')))
                .append("\n\n"));
    Files.writeString(FILE, text.toString());
  }
}
