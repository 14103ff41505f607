package io.acceptlag.agent.config;

import java.util.Collections;
import java.util.Set;

/** Writes down all options, for docs/configuration.md and for a terminal. */
public final class ConfigurationPage {
  private static final int TERMINAL_COLUMNS = 80;

  private ConfigurationPage() {}

  /** Prints the page, to be redirected to docs/configuration.md. */
  public static void main(String[] args) {
    System.out.print(render());
  }

  /** The whole page in Markdown; plain ASCII, so that no character encoding changes it. */
  static String render() {
    StringBuilder page = new StringBuilder();
    lines(
        page,
        "# Configuration",
        "",
        "<!-- Generated from the enum Option. Change that, not this page. -->",
        "",
        "acceptlag needs no configuration. These are its options:",
        "",
        "| option | default | meaning |",
        "|---|---|---|");
    for (Option option : Option.values()) {
      lines(page, row(option));
    }
    lines(
        page,
        "",
        "The usual `OTEL_*` variables and `otel.*` properties say where telemetry goes, not these"
            + " options.",
        "",
        "## Where to set an option",
        "",
        "There are three places. The first of them that names an option decides:",
        "",
        "1. the agent argument:"
            + " `java -javaagent:acceptlag.jar=warn.wait=500ms,ports=8080 -jar shop.jar`",
        "2. a system property, with `acceptlag.` before the name: `-Dacceptlag.warn.wait=500ms`",
        "3. an environment variable, in capitals, with `ACCEPTLAG_` before the name and `_` for"
            + " each dot: `ACCEPTLAG_WARN_WAIT=500ms`",
        "",
        "Otherwise the default applies. An environment variable that is empty counts as not set.",
        "",
        "In the agent argument, options are separated by commas, and each option may be given only"
            + " once. White space around names and values is ignored.",
        "",
        "## While the JVM runs",
        "",
        "By [JMX](jmx.md) or the command [`set`](attach.md#set) these can be changed in a running"
            + " JVM: "
            + RunningSettings.changeable()
            + ". A change lasts until the JVM ends, or the agent leaves.",
        "",
        "## How values are written",
        "",
        "- A **duration** is a number and a unit, `ms`, `s`, `m` (minutes) or `h`: `200ms`,"
            + " `1.5s`, `2m`. A number alone is an error.",
        "- A **rate** is a number and a unit, `/s`, `/m` or `/h`: `20/s`, `1200/m`.",
        "- **Ports** are single ones and ranges, separated by colons: `8080:9000-9100`. In a system"
            + " property or an environment variable commas separate them too.",
        "- **Words** such as `true` and `auto` may be in capitals.",
        "",
        "## What happens to a mistake",
        "",
        "The application still starts. A value that is malformed, out of range or impossible together"
            + " with another one is not used. The default of that option applies, even if the option"
            + " has a good value in a place of lower precedence. One line of level WARN names the"
            + " option and says what would be right:",
        "",
        "```",
        exampleProblem(),
        "```",
        "",
        "A name that is not an option is reported too, with the nearest one that is.",
        "",
        "## The options one by one");
    for (Option option : Option.values()) {
      section(page, option);
    }
    return page.toString();
  }

  private static String row(Option option) {
    return "| `" + option.key() + "` | `" + option.defaultText() + "` | " + option.meaning() + " |";
  }

  private static String exampleProblem() {
    Set<String> noNames = Collections.emptySet();
    return ConfigurationLoader.load("poll=250", name -> null, name -> null, noNames, noNames)
        .problems()
        .get(0);
  }

  private static void section(StringBuilder page, Option option) {
    lines(
        page,
        "",
        "### `" + option.key() + "`",
        "",
        capitalised(option.meaning()) + ".",
        option.details(),
        "",
        "- Values: " + option.syntax().expected(),
        "- Default: " + defaultInWords(option),
        "- Agent argument: `" + option.key() + '=' + option.example() + '`',
        "- System property: `-D" + option.propertyName() + '=' + option.example() + '`',
        "- Environment variable: `" + option.variableName() + '=' + option.example() + '`');
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String defaultInWords(Option option) {
    Option other = option.defaultsTo();
    return other == null ? '`' + option.defaultText() + '`' : "the value of `" + other.key() + '`';
  }

  private static void lines(StringBuilder page, String... lines) {
    for (String line : lines) {
      page.append(line).append('\n');
    }
  }

  /**
   * A table of the options, at most 80 columns wide, for {@code --help}; it ends with a newline.
   */
  public static String renderForTerminal() {
    StringBuilder table = new StringBuilder();
    for (Option option : Option.values()) {
      String start = "  " + padded(option.key(), 15) + padded(option.defaultText(), 11);
      StringBuilder line = new StringBuilder(start);
      for (String word : option.meaning().replace("`", "").split(" ", -1)) {
        if (line.length() + 1 + word.length() > TERMINAL_COLUMNS) {
          lines(table, line.toString());
          line = new StringBuilder(padded("", start.length()));
        }
        line.append(line.length() == start.length() ? "" : " ").append(word);
      }
      lines(table, line.toString());
    }
    return table.toString();
  }

  private static String padded(String text, int columns) {
    StringBuilder padded = new StringBuilder(text);
    while (padded.length() < columns) {
      padded.append(' ');
    }
    return padded.toString();
  }
}
