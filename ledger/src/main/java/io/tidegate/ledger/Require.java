package io.tidegate.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What the values of this package refuse, in one wording. */
final class Require {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private Require() {}

  /** A name, or a body that cannot be empty. */
  static void text(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is blank: a text is required");
    }
    storable(field, value);
  }

  /** Text that would not come back as it was: PostgreSQL has no NUL, UTF-8 no half characters. */
  static void storable(String field, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(field + " has a NUL character: none is allowed");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new IllegalArgumentException(
          field + " has half a surrogate pair: valid Unicode is required");
    }
  }

  static void oneOf(String field, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          field + " is '" + value + "': one of " + String.join(", ", allowed) + " is allowed");
    }
  }

  static void digest(String field, String value) {
    if (!DIGEST.matcher(value).matches()) {
      throw new IllegalArgumentException(
          field
              + " '"
              + value
              + "' is no digest: sha256: and 64 lowercase hex digits are required");
    }
  }

  static void atLeast(String field, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          field + " is " + value + ": at least " + least + " is required");
    }
  }

  static void limit(int limit, int most) {
    if (limit < 1 || limit > most) {
      throw new IllegalArgumentException("limit is " + limit + ": 1 to " + most + " is allowed");
    }
  }
}
