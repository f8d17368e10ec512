package io.tidegate.parity;

/**
 * Ends a check from deep inside a read with "could not tell". Never leaves the package: {@link
 * Resolver} turns it into a row.
 */
final class NotProven extends RuntimeException {
  NotProven(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
