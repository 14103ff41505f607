package io.acceptlag.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionTest {

  /** The names are an interface: whoever changes one breaks somebody's start script. */
  @Test
  void namesStayAsTheyAre() {
    assertEquals(
        List.of(
            "enabled",
            "warn.wait",
            "warn.queue",
            "warn.unserved",
            "poll",
            "repeat",
            "ports",
            "ports.exclude",
            "mute",
            "connect",
            "span.wait",
            "span.rate",
            "log",
            "log.clients",
            "telemetry",
            "record",
            "blackbox",
            "native"),
        Stream.of(Option.values()).map(Option::key).toList());
    assertEquals("acceptlag.ports.exclude", Option.PORTS_EXCLUDE.propertyName());
    assertEquals("ACCEPTLAG_PORTS_EXCLUDE", Option.PORTS_EXCLUDE.variableName());
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void defaultAndExampleAreTwoGoodValues(Option option) throws InvalidValueException {
    Option other = option.defaultsTo();
    Object byDefault = (other == null ? option : other).defaultValue();
    Object example = option.syntax().parse(option.example());
    if (option == Option.SPAN_RATE) {
      assertEquals(byDefault, example, "the example shows another unit");
    } else {
      assertNotEquals(byDefault, example);
    }
    if (other != null) {
      assertEquals(other.key(), option.defaultText());
      assertTrue(other.compareTo(option) < 0, "is read first");
    }
  }
}
