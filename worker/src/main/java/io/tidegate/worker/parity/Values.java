package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Reset;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.TopicNames;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;

/** The values of options, read from their words. What is refused says what is allowed. */
final class Values {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final Duration SETTLE_MAX = Duration.ofMinutes(10);

  private static final String TOPIC_ALLOWED =
      "1 to 249 of letters, digits, '.', '_' and '-' are allowed";

  private Values() {}

  /** A source topic and what it is called on the target. */
  record Mapping(String source, String target) {}

  static String group(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the name of a group is needed");
    }
    return text;
  }

  static String topic(String text) {
    if (!TOPIC.matcher(text).matches()) {
      throw new IllegalArgumentException("not the name of a topic; " + TOPIC_ALLOWED);
    }
    return text;
  }

  static Mapping mapping(String text) {
    String[] names = text.split("=", -1);
    if (names.length != 2
        || !TOPIC.matcher(names[0]).matches()
        || !TOPIC.matcher(names[1]).matches()) {
      throw new IllegalArgumentException(
          "SOURCE=TARGET is allowed, two names of topics with one '=' between them");
    }
    return new Mapping(names[0], names[1]);
  }

  static TopicNames prefix(String text) {
    if (!TOPIC.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the source's alias in MirrorMaker is needed; " + TOPIC_ALLOWED);
    }
    return new TopicNames.Prefixed(text);
  }

  static OffsetSyncs offsetSyncs(String text) {
    int at = text.lastIndexOf('@');
    String side = text.substring(at + 1);
    if (at < 0
        || !TOPIC.matcher(text.substring(0, at)).matches()
        || !(side.equals("source") || side.equals("target"))) {
      throw new IllegalArgumentException(
          "TOPIC@source or TOPIC@target is allowed, such as"
              + " mm2-offset-syncs.cloud.internal@source");
    }
    return new OffsetSyncs(
        text.substring(0, at), side.equals("source") ? Side.SOURCE : Side.TARGET);
  }

  static Isolation isolation(String text) {
    return word(
        text,
        Map.of(
            "read_committed",
            Isolation.READ_COMMITTED,
            "read_uncommitted",
            Isolation.READ_UNCOMMITTED),
        "read_committed or read_uncommitted");
  }

  static Reset reset(String text) {
    return word(
        text, Map.of("earliest", Reset.EARLIEST, "latest", Reset.LATEST), "earliest or latest");
  }

  static Reset outOfRange(String text) {
    return word(
        text,
        Map.of("fail", Reset.FAIL, "earliest", Reset.EARLIEST, "latest", Reset.LATEST),
        "fail, earliest or latest");
  }

  /** Whether the source's begin is where an expired position resumes. */
  static Boolean resumesAtBegin(String text) {
    return word(text, Map.of("fail", false, "resume-at-begin", true), "fail or resume-at-begin");
  }

  static ReadLimit readLimit(String text) {
    if (text.equals("none")) {
      return ReadLimit.NONE;
    }
    return new ReadLimit(number(text, 1, "bytes a second from 1, or none,"));
  }

  static Long records(String text) {
    return number(text, 0, "a whole number of records from 0");
  }

  static Long suffixRecords(String text) {
    return number(text, 1, "a whole number of records from 1");
  }

  static Duration span(String text) {
    return duration(text, "an ISO-8601 duration from PT0S, such as PT30S or P1D,");
  }

  static Duration settle(String text) {
    String allowed = "an ISO-8601 duration from PT0S to " + SETTLE_MAX;
    Duration settle = duration(text, allowed);
    if (settle.compareTo(SETTLE_MAX) > 0) {
      throw new IllegalArgumentException(allowed + " is allowed");
    }
    return settle;
  }

  private static Duration duration(String text, String allowed) {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException notADuration) {
      // said below
    }
    throw new IllegalArgumentException(allowed + " is allowed");
  }

  private static long number(String text, long min, String allowed) {
    try {
      long number = Long.parseLong(text);
      if (number >= min) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // said below
    }
    throw new IllegalArgumentException(allowed + " is allowed");
  }

  private static <T> T word(String text, Map<String, T> meanings, String allowed) {
    T meaning = meanings.get(text);
    if (meaning == null) {
      throw new IllegalArgumentException(allowed + " is allowed");
    }
    return meaning;
  }
}
