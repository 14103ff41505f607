package io.acceptlag.it;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A trouble that a server is brought into, and what is right to say of it.
 *
 * @param name of the column of the table: limit, blocked
 * @param settings of its JVM
 * @param holders how many clients hold what it has
 * @param words what each of them says; nothing at all where it is empty
 * @param sleepers how many handlers of theirs sleep before the others come
 * @param waiting how many clients come then, and wait
 * @param causes each of these is right
 * @param says what must be said: the key of the server's limit, or the place that holds it
 * @param never what must not be said
 */
record FieldTrial(
    String name,
    List<String> settings,
    int holders,
    String words,
    int sleepers,
    int waiting,
    Set<String> causes,
    Pattern says,
    Pattern never) {
  static final Pattern ANYTHING = Pattern.compile("");
  static final Pattern NOTHING = Pattern.compile("(?!)");

  /** How long a handler sleeps that keeps what it runs on. */
  static final int SLOW_MILLIS = 2_500;

  private static final int WAITING = 8;

  /** Its limit is used up by clients that say nothing. */
  static FieldTrial idle(String name, int holders, String cause, String says, String... settings) {
    return of(name, holders, "", Set.of(cause), says, settings);
  }

  /** Whatever runs requests is kept by such as sleep: by so many at once. */
  static FieldTrial slow(
      String name, int holders, int sleepers, Set<String> causes, String says, String... settings) {
    return of(name, holders, Wire.get("/sleep/" + SLOW_MILLIS), causes, says, settings)
        .sleepers(sleepers);
  }

  static FieldTrial of(
      String name, int holders, String words, Set<String> causes, String says, String... settings) {
    return new FieldTrial(
        name,
        Arrays.asList(settings),
        holders,
        words,
        0,
        WAITING,
        causes,
        Pattern.compile(says),
        NOTHING);
  }

  FieldTrial never(String regex) {
    return new FieldTrial(
        name, settings, holders, words, sleepers, waiting, causes, says, Pattern.compile(regex));
  }

  FieldTrial waiting(int clients) {
    return new FieldTrial(name, settings, holders, words, sleepers, clients, causes, says, never);
  }

  FieldTrial or(Set<String> others) {
    return new FieldTrial(name, settings, holders, words, sleepers, waiting, others, says, never);
  }

  FieldTrial sleepers(int handlers) {
    return new FieldTrial(name, settings, holders, words, handlers, waiting, causes, says, never);
  }
}
