package io.acceptlag.agent.config;

import java.util.Locale;

/**
 * The name of one of an enum's constants, in any case of letters.
 *
 * @param <E> the enum
 */
class ChoiceSyntax<E extends Enum<E>> extends ValueSyntax<E> {
  private final Class<E> type;

  ChoiceSyntax(Class<E> type) {
    this.type = type;
  }

  @Override
  E parse(String text) throws InvalidValueException {
    for (E choice : type.getEnumConstants()) {
      if (choice.name().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    throw new InvalidValueException("which is not one of its values");
  }

  @Override
  String expected() {
    StringBuilder expected = new StringBuilder();
    E[] choices = type.getEnumConstants();
    for (int i = 0; i < choices.length; i++) {
      if (i > 0) {
        expected.append(i == choices.length - 1 ? " or " : ", ");
      }
      expected.append(choices[i].name().toLowerCase(Locale.ROOT));
    }
    return expected.toString();
  }

  @Override
  String request(String example) {
    return expected();
  }
}
