package io.acceptlag.core.text;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a line of the log says before its pairs: what happened, the cause and the remedy, in this
 * order. None is longer than {@link #MAX}. One that would be is shortened: first frames and names,
 * then what only explains the remedy, then the cause. What to do is never cut.
 */
public final class Sentence {
  /** In characters. */
  public static final int MAX = 299;

  /** Before a cause that may be over. */
  public static final String AS_LAST_SEEN = "As last seen: ";

  private static final int NAME_MAX = 40;
  private static final int NAME_SHORT = 24;
  private static final int SHORTENINGS = 7;
  private static final int REMEDY_STEPS = 3;

  /**
   * What happened is shortened to leave room for this much of a cause, in characters; less than
   * {@link #CAUSE_LEAST} says nothing.
   */
  private static final int CAUSE_MIN = 60;

  private static final int CLAUSE_MAX = 120;

  private static final int CAUSE_LEAST = 20;

  private static final String UNREAD = " sent data that nobody has read";

  /** With a lock, its holder and where that is. */
  private static final int SENTENCE_MAX = 220;

  /** Room for the listener and what happened to it, in characters. */
  private static final int HAPPENED_MIN = 35;

  /** {@code com.acme.} of {@code com.acme.Shop.load}. */
  private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z_][\\w$]*\\.)+(?=[A-Z])");

  /** {@code (Shop.java:42)}. */
  private static final Pattern SOURCE = Pattern.compile(" \\([\\w$-]+\\.\\w+(?::\\d+)?\\)");

  /** {@code ; net.core.somaxconn is 4096 here, which is enough}, up to the end of its sentence. */
  private static final Pattern EXPLANATION = Pattern.compile("; [^;()]*?(?=\\.(?: |$))");

  /** {@code (a deployment, a restarted peer)}. */
  private static final Pattern EXAMPLES = Pattern.compile(" \\([^()]*\\)");

  /** {@code , in 9 of 9 samples within 0.8 s}. */
  private static final Pattern SPAN =
      Pattern.compile("(, in \\d+ of \\d+ samples) within [\\d.]+ m?s");

  /** {@code a lock (Object)}: the owner of the lock says more than its class. */
  private static final Pattern LOCK_CLASS = Pattern.compile("( a lock) \\([^()]*\\)");

  /** {@code Thread "shop-acceptor" waits in ArrayBlockingQueue.put: } before what it waits for. */
  private static final Pattern WHO_WAITS =
      Pattern.compile(
          "^(" + AS_LAST_SEEN + ")?Thread \"[^\"]*\"[^:\".]*(?:\\.[^:\". ]+)*: (?=[a-z])");

  /** What turns clients away has dropped packets; the pairs have the number as well. */
  private static final Pattern DROPPED =
      Pattern.compile("; [\\d,]+ packets? w(?:as|ere) dropped because the queue was full\\.$");

  /** Of a class or a method: two such frames leave no room for who is in them. */
  private static final Pattern LONG_WORD = Pattern.compile("([\\w$]{23})[\\w$]{2,}");

  private static final Pattern SAMPLES = Pattern.compile(", in \\d+ of \\d+ samples");

  private Sentence() {}

  /**
   * @param cause one or more sentences; null where there is none to say
   * @param remedy likewise
   * @param besides a sentence that is left out if there is no room for it
   */
  public static String of(
      String happened, @Nullable String cause, @Nullable String remedy, @Nullable String besides) {
    String whole = joined(happened, cause, remedy, besides);
    String shorter = text(cause);
    for (int step = 0; step < SHORTENINGS && whole.length() > MAX; step++) {
      shorter = shortened(shorter, step);
      whole = joined(happened, shorter, remedy, besides);
    }
    if (whole.length() > MAX && text(besides).isEmpty()) {
      whole = joined(DROPPED.matcher(happened).replaceFirst("."), shorter, remedy, null);
    }
    if (whole.length() > MAX) {
      whole = joined(happened, whatItWaitsFor(shorter), remedy, besides);
    }
    if (whole.length() <= MAX) {
      return whole;
    }
    shorter = whatItWaitsFor(shorter);
    String both = joined(text(remedy), besides, null, null);
    String wanted = withoutFigures(happened, shorter, both, causeMin(shorter));
    if (!text(besides).isEmpty() && roomFor(shorter, wanted, both) >= causeMin(shorter)) {
      return cut(wanted, shorter, both);
    }
    String unread = happened.replace(UNREAD, " unread");
    whole = joined(unread, shorter, remedy, null);
    String briefer = text(remedy);
    // Examples tell what to look for: figures go before them.
    for (int step = 0; step < REMEDY_STEPS - 1 && whole.length() > MAX; step++) {
      briefer = briefly(briefer, step);
      whole = joined(unread, shorter, briefer, null);
    }
    if (whole.length() <= MAX) {
      return whole;
    }
    shorter = isLong(shorter) ? LONG_WORD.matcher(shorter).replaceAll("$1…") : shorter;
    // What it waits for says more than figures that are in the pairs too.
    String withWhole = withRoomFor(firstSentence(shorter), unread, shorter, text(remedy));
    return withWhole != null
        ? withWhole
        : text(withRoomFor(causeMin(shorter), unread, shorter, text(remedy)));
  }

  /**
   * Shortens what happened and the remedy in turn, until the cause has so much room; null if it
   * gets less and could do with less.
   */
  private static @Nullable String withRoomFor(
      int causeMin, String happened, String cause, String remedy) {
    String shorter = remedy;
    String wanted = withoutFigures(happened, cause, shorter, causeMin);
    for (int step = 0; step < REMEDY_STEPS; step++) {
      if (roomFor(cause, wanted, shorter) >= causeMin) {
        break;
      }
      shorter = briefly(shorter, step);
      wanted = withoutFigures(happened, cause, shorter, causeMin);
    }
    return causeMin > causeMin(cause) && roomFor(cause, wanted, shorter) < causeMin
        ? null
        : cut(wanted, cause, shorter);
  }

  private static boolean isLong(String cause) {
    return cause.length() > SENTENCE_MAX && lastOutsideNames(". ", SENTENCE_MAX, cause) < 0;
  }

  /** The length of the first sentence; of the least that says something where it is long. */
  private static int firstSentence(String cause) {
    int end = 0;
    while (end < SENTENCE_MAX && lastOutsideNames(". ", end, cause) < 0) {
      end++;
    }
    int sentence = Math.min(cause.length(), end + 1);
    return end < SENTENCE_MAX || cause.length() <= SENTENCE_MAX
        ? Math.max(sentence, causeMin(cause))
        : causeMin(cause);
  }

  /** The remedy without explanations; what to do stays. */
  private static String briefly(String remedy, int step) {
    switch (step) {
      case 0:
        return shortened(shortened(remedy, 0), 1);
      case 1:
        return EXPLANATION.matcher(remedy).replaceAll("");
      default:
        return EXAMPLES.matcher(remedy).replaceAll("");
    }
  }

  /** Fits a sentence that was not made of parts: its last sentence is taken for the remedy. */
  public static String fitting(String sentence) {
    if (sentence.length() <= MAX) {
      return sentence;
    }
    int last = sentence.lastIndexOf(". ", sentence.length() - 2);
    return last < 0
        ? of("", sentence, null, null)
        : of("", sentence.substring(0, last + 1), sentence.substring(last + 2), null);
  }

  /**
   * A sentence that was made of parts, with another one besides, for which the cause is shortened.
   *
   * @param remedy of the sentence; null if it has none, or if that is not known
   */
  public static String with(String sentence, @Nullable String remedy, String besides) {
    String whole = joined(sentence, besides, null, null);
    int from = remedy == null || remedy.isEmpty() ? -1 : sentence.lastIndexOf(remedy);
    int begin = from < 0 ? sentence.lastIndexOf(". ", sentence.length() - 2) + 2 : from;
    return whole.length() <= MAX || begin < 2
        ? whole
        : of("", sentence.substring(0, begin - 1), sentence.substring(begin), besides);
  }

  private static String cut(String happened, String cause, String remedy) {
    int room = roomFor(cause, happened, remedy);
    if (room >= Math.min(CAUSE_LEAST, causeMin(cause))) {
      return joined(happened, cutTo(room, cause), remedy, null);
    }
    int rest = MAX - joined(" ", null, remedy, null).length();
    return joined(rest < 1 ? "" : cutTo(rest, happened), null, remedy, null);
  }

  /**
   * What happened, without figures if the cause needs their room: they are in the pairs as well.
   */
  private static String withoutFigures(String whole, String cause, String remedy, int causeMin) {
    String fewer = withoutAfter("; ", whole, cause, remedy, causeMin);
    return withoutAfter(
        ": ", withoutAfter(", ", fewer, cause, remedy, causeMin), cause, remedy, causeMin);
  }

  private static String withoutAfter(
      String mark, String whole, String cause, String remedy, int causeMin) {
    String happened = whole;
    for (int end = happened.lastIndexOf(mark);
        end >= HAPPENED_MIN && roomFor(cause, happened, remedy) < causeMin;
        end = happened.lastIndexOf(mark)) {
      happened = happened.substring(0, end) + ".";
    }
    return happened;
  }

  /** The length of the first clause: half of it might leave out the frame itself. */
  private static int causeMin(String cause) {
    int firstEnd = lastOutsideNames(". ", CAUSE_MIN, cause);
    boolean holdsClause = firstEnd >= 0 || lastOutsideNames(", ", CAUSE_MIN, cause) >= 0;
    if (holdsClause || cause.length() <= CAUSE_MIN) {
      return Math.min(CAUSE_MIN, firstEnd < 0 ? cause.length() : firstEnd + 1);
    }
    int clause = CAUSE_MIN;
    while (clause < CLAUSE_MAX && clause < cause.length() && !endsClause(clause, cause)) {
      clause++;
    }
    return clause + 1;
  }

  private static boolean endsClause(int at, String text) {
    return (text.charAt(at) == ',' || text.charAt(at) == '.')
        && (at + 1 == text.length() || text.charAt(at + 1) == ' ');
  }

  private static int roomFor(String cause, String happened, String remedy) {
    return MAX - joined(happened, cause.isEmpty() ? "" : " ", remedy, null).length();
  }

  /**
   * Cuts at the end of a sentence or clause, if most of the text comes before it; never in a name.
   */
  private static String cutTo(int max, String text) {
    if (text.length() <= max) {
      return text;
    }
    int end = lastOutsideNames(". ", max - 1, text);
    if (2 * end > max) {
      return text.substring(0, end + 1);
    }
    int clause =
        Math.max(lastOutsideNames(", ", max - 2, text), lastOutsideNames("; ", max - 2, text));
    if (2 * clause > max) {
      return text.substring(0, clause) + "…";
    }
    int space = lastOutsideNames(" ", max - 2, text);
    String words = text.substring(0, Math.max(0, space));
    // Part of a method's name says more than nothing.
    return (words.endsWith(" in") ? text.substring(0, max - 1) : words) + "…";
  }

  /**
   * The last place outside names, which stand in quotation marks and contain none; -1 if there is
   * none.
   */
  private static int lastOutsideNames(String what, int from, String text) {
    int last = -1;
    boolean inName = false;
    for (int i = 0; i <= from && i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        inName = !inName;
      } else if (!inName && text.startsWith(what, i)) {
        last = i;
      }
    }
    return last;
  }

  private static String joined(
      String happened, @Nullable String cause, @Nullable String remedy, @Nullable String besides) {
    StringBuilder whole = new StringBuilder(happened);
    append(whole, cause);
    append(whole, remedy);
    append(whole, besides);
    return whole.toString();
  }

  private static void append(StringBuilder whole, @Nullable String part) {
    if (part != null && !part.isEmpty()) {
      whole.append(whole.length() == 0 ? "" : " ").append(part);
    }
  }

  private static String text(@Nullable String part) {
    return part == null ? "" : part;
  }

  /** Each step loses more than the one before. */
  private static String shortened(String text, int step) {
    switch (step) {
      case 0:
        return PACKAGE.matcher(text).replaceAll("");
      case 1:
        return SOURCE.matcher(text).replaceAll("");
      case 2:
        return withShortNames(NAME_MAX, text);
      case 3:
        return SPAN.matcher(text).replaceAll("$1");
      case 4:
        return SAMPLES.matcher(text).replaceAll("");
      case 5:
        return LOCK_CLASS.matcher(text).replaceAll("$1");
      default:
        return withShortNames(NAME_SHORT, text);
    }
  }

  /** What holds up the thread says more than which thread waits: each line names the listener. */
  private static String whatItWaitsFor(String text) {
    String rest = WHO_WAITS.matcher(text).replaceFirst("$1");
    return rest.length() == text.length()
        ? text
        : Character.toUpperCase(rest.charAt(0)) + rest.substring(1);
  }

  /** A name contains no quotation mark, so each pair of marks holds one name. */
  private static String withShortNames(int max, String text) {
    StringBuilder shorter = new StringBuilder();
    String[] parts = text.split("\"", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean name = i % 2 == 1 && parts[i].length() > max;
      shorter.append(i == 0 ? "" : "\"").append(name ? ends(max, parts[i]) : parts[i]);
    }
    return shorter.toString();
  }

  /** Threads of one pool differ in the number at the end of their names. */
  private static String ends(int max, String name) {
    int end = max / 8;
    return name.substring(0, max - 1 - end) + "…" + name.substring(name.length() - end);
  }
}
