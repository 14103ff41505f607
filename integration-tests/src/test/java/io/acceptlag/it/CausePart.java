package io.acceptlag.it;

import java.util.Locale;

/** What the runs of causes are divided into, each with a table of its own in docs/causes.md. */
enum CausePart {
  IDLE("with the machine idle, one at a time"),
  LOADED("with a spinning process on each core, two at a time"),
  SILENCE("two at a time, each under the heaviest load that its clients can make");

  private final String how;

  CausePart(String how) {
    this.how = how;
  }

  /** How its scenarios are run. */
  String how() {
    return how;
  }

  /** As people write it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
