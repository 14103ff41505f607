package io.acceptlag.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with the settings; for each mistake one line that says what would be right. */
class Problems {
  private final List<String> sentences = new ArrayList<>();

  void addInvalid(Setting setting, String reason) {
    sentences.add(setting.inWords() + ", " + reason + ". " + remedy(setting.option()));
  }

  void addEmpty(Setting setting) {
    sentences.add(setting.inWords() + ". " + remedy(setting.option()));
  }

  void addRepeated(Setting first, String second) {
    Option option = first.option();
    sentences.add(
        first.inWords()
            + " and then "
            + Quoted.of(second)
            + ". Give it once: "
            + option.syntax().request(option.example())
            + ". "
            + defaultStands(option));
  }

  private static String remedy(Option option) {
    return "Give " + option.syntax().request(option.example()) + ". " + defaultStands(option);
  }

  /** For a value that is good in itself but not beside another one. */
  void addImpossible(Setting setting, String reason, String remedy) {
    sentences.add(
        setting.inWords() + ", " + reason + ". " + remedy + ' ' + defaultStands(setting.option()));
  }

  private static String defaultStands(Option option) {
    Option other = option.defaultsTo();
    String text = other == null ? option.defaultText() : "the value of " + other.key();
    return "Its default, " + text + ", stands.";
  }

  void addUnknown(Source source, String name) {
    String subject =
        source == Source.AGENT_ARGUMENT
            ? "The agent argument names " + Quoted.of(name) + ", which"
            : "The " + source.title() + ' ' + Quoted.of(name);
    sentences.add(
        subject + " is not an option and is ignored; " + hint(source, NearestOption.of(name)));
  }

  private static String hint(Source source, @Nullable Option nearest) {
    if (nearest != null) {
      return "the nearest one is " + source.spelling(nearest) + '.';
    }
    StringBuilder options = new StringBuilder();
    for (Option option : Option.values()) {
      options.append(options.length() == 0 ? "the options are " : ", ");
      options.append(source.spelling(option));
    }
    return options.append('.').toString();
  }

  List<String> sentences() {
    return Collections.unmodifiableList(new ArrayList<>(sentences));
  }
}
