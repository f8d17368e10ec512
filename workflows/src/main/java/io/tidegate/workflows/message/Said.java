package io.tidegate.workflows.message;

import org.jspecify.annotations.Nullable;

/** What every body refuses: JSON leaves out what a record needs. */
final class Said {

  static final int TEXT_MAX = 4_000;

  private Said() {}

  static void text(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(field + " must not be empty");
    }
    if (value.length() > TEXT_MAX) {
      throw new IllegalArgumentException(
          field + " has " + value.length() + " characters, at most " + TEXT_MAX + " are taken");
    }
  }

  static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " must be given");
    }
  }
}
