package io.tidegate.ledger;

/** The ledger's database cannot be reached, or refuses the settings; the message is one line and names it. */
public final class LedgerUnavailable extends Exception {
  LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
