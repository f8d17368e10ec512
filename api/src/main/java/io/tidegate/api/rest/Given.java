package io.tidegate.api.rest;

import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.runbooks.Names;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a person sent, or refuses it by the name of its field. */
final class Given {

  static final int TEXT_MAX = 2_000;

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private Given() {}

  static <T> T body(@Nullable T body) {
    if (body == null) {
      throw new Refusal(ProblemType.MALFORMED, "the body is empty; a JSON object is expected");
    }
    return body;
  }

  static <T> T value(String field, @Nullable T value, String allowed) {
    if (value == null) {
      throw Refusal.invalid(field, null, allowed);
    }
    return value;
  }

  static String text(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw Refusal.invalid(field, value, "1 to " + TEXT_MAX + " characters");
    }
    if (value.length() > TEXT_MAX) {
      throw Refusal.invalid(
          field, value.length() + " characters", "1 to " + TEXT_MAX + " characters");
    }
    return value;
  }

  static @Nullable String optionalText(String field, @Nullable String value) {
    return value == null ? null : text(field, value);
  }

  static String name(String field, @Nullable String value) {
    if (value == null || !Names.isName(value)) {
      throw Refusal.invalid(field, value, Names.NAME);
    }
    return value;
  }

  static String digest(String field, @Nullable String value) {
    if (value == null || !DIGEST.matcher(value).matches()) {
      throw Refusal.invalid(field, value, "sha256: and 64 lowercase hex digits");
    }
    return value;
  }

  /** RFC 3339 with an offset. */
  static Instant moment(String field, @Nullable String given) {
    String allowed = "a time with its offset, such as 2026-11-28T22:00:00+01:00";
    try {
      return OffsetDateTime.parse(value(field, given, allowed)).toInstant();
    } catch (DateTimeParseException unreadable) {
      throw Refusal.invalid(field, given, allowed);
    }
  }

  static long number(String field, @Nullable String value, long byDefault, long min, long max) {
    if (value == null) {
      return byDefault;
    }
    String allowed = "a whole number from " + min + " to " + max;
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw Refusal.invalid(field, value, allowed);
    }
    throw Refusal.invalid(field, value, allowed);
  }
}
