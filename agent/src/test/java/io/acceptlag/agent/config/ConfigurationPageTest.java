package io.acceptlag.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationPageTest {

  @Test
  void checkedInPageIsUpToDate() throws IOException {
    // Surefire sets basedir; an IDE starts tests in the module's folder.
    Path page = Path.of(System.getProperty("basedir", ""), "..", "docs", "configuration.md");
    assertEquals(
        ConfigurationPage.render(),
        Files.exists(page) ? Files.readString(page) : "",
        "docs/configuration.md is stale. Regenerate it in the top folder: mvn -q compile && java"
            + " -cp agent/target/classes io.acceptlag.agent.config.ConfigurationPage >"
            + " docs/configuration.md");
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void pageShowsTheOptionWithItsThreeSpellings(Option option) {
    List<String> lines = ConfigurationPage.render().lines().toList();
    assertTrue(lines.contains("### `" + option.key() + "`"));
    String value = "=" + option.example() + "`";
    assertTrue(lines.contains("- Agent argument: `" + option.key() + value));
    assertTrue(lines.contains("- System property: `-Dacceptlag." + option.key() + value));
    assertTrue(lines.contains("- Environment variable: `" + option.variableName() + value));
    assertTrue(
        lines.stream()
            .anyMatch(
                line ->
                    line.startsWith(
                        "| `" + option.key() + "` | `" + option.defaultText() + "` | ")));
  }

  @Test
  void pageIsPlainAsciiWithCompleteTables() {
    assertTrue(
        ConfigurationPage.render().chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127)));
    for (String line : ConfigurationPage.render().lines().toList()) {
      if (line.startsWith("|")) {
        assertEquals(4, line.chars().filter(c -> c == '|').count(), line);
      }
    }
  }

  @Test
  void terminalTableFitsATerminalAndHasEveryOption() {
    String table = ConfigurationPage.renderForTerminal();
    for (String line : table.lines().toList()) {
      assertTrue(line.length() <= 80, line);
      assertEquals(line.stripTrailing(), line);
    }
    for (Option option : Option.values()) {
      String start = String.format("  %-14s %-10s ", option.key(), option.defaultText());
      assertTrue(table.lines().anyMatch(line -> line.startsWith(start)), option.key());
    }
    assertEquals(
        """
          warn.wait      200ms      an accept wait, or the age of the oldest waiting
                                    connection, from which an incident opens
        """,
        table.substring(table.indexOf("  warn.wait "), table.indexOf("  warn.queue ")));
  }
}
