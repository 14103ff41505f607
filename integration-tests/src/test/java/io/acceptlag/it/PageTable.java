package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The part of a page in docs that a profile writes, between two marks. */
final class PageTable {
  private static final String END = "<!-- To here -->";

  private PageTable() {}

  /**
   * @param profile whose part it is, such as {@code servers}
   */
  static void write(Path page, String profile, List<String> table) throws IOException {
    String begin = "<!-- From here on written by mvn verify -P" + profile + " -->";
    List<String> lines = Files.readAllLines(page);
    int first = lines.indexOf(begin);
    int last = lines.indexOf(END);
    if (first < 0 || last < first) {
      throw new IOException(page + " has no place for the table: " + begin + " … " + END);
    }
    List<String> written = new ArrayList<>(lines.subList(0, first + 1));
    written.add("");
    written.addAll(table);
    written.add("");
    written.addAll(lines.subList(last, lines.size()));
    Files.write(page, written);
  }
}
