package io.tidegate.ledger;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What the values of this package refuse, in one wording. */
final class Require {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private Require() {}

  static void text(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is blank: a name is required");
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

  /** Text that has no UTF-8 bytes would be stored as something else. */
  static void encodable(String field, String value) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new IllegalArgumentException(
          field + " has an unpaired surrogate: valid Unicode is required");
    }
  }
}
