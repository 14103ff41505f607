package io.acceptlag.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentArgumentTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '>',
      value = {
        "`a=1` > `[a=1]`",
        "`a=1,b=2` > `[a=1, b=2]`",
        "` a = 1 , b = 2 ` > `[a=1, b=2]`",
        "`a=1,,b=2,` > `[a=1, b=2]`",
        "`a` > `[a=]`",
        "`a=,b` > `[a=, b=]`",
        "`=1` > `[=1]`",
        "`a=b=c` > `[a=b=c]`",
        "`ports=8080,9090,b=2` > `[ports=8080,9090, b=2]`",
        "`8080` > `[8080=]`",
        "`` > `[]`",
        "` , ` > `[]`",
        "`=` > `[=]`"
      })
  void splits(String argument, String entries) {
    assertEquals(entries, split(argument));
  }

  @Test
  void noArgumentHasNoEntries() {
    assertEquals(List.of(), AgentArgument.entries(null));
  }

  private static String split(String argument) {
    return AgentArgument.entries(argument).stream()
        .map(entry -> entry.key + "=" + entry.value)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
