package io.tidegate.runbooks;

import java.time.Duration;

/** The last line: a value that the parser would have reported never gets into the model. */
final class Require {

  private Require() {}

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  static void name(String what, String text) {
    that(Names.isName(text), what + " '" + text + "' is not " + Names.NAME);
  }

  static void role(String text) {
    that(Names.isRole(text), "role '" + text + "' is not " + Names.ROLE);
  }

  static void topic(String text) {
    that(Names.isTopic(text), "topic '" + text + "' is not " + Names.TOPIC);
  }

  static void group(String text) {
    that(Names.isGroup(text), "group '" + text + "' is not " + Names.GROUP);
  }

  static void url(String text) {
    that(Names.isUrl(text), "url '" + text + "' is not " + Names.URL);
  }

  /** The bounds of a switch. */
  static void bounds(Duration within, Duration maxPause) {
    positive("within", within);
    that(
        maxPause.compareTo(within) > 0,
        "maxPause " + maxPause + " does not exceed within " + within);
  }

  static void positive(String what, Duration duration) {
    that(
        !duration.isZero() && !duration.isNegative(),
        what + " is " + duration + ", not longer than zero");
  }
}
