package io.tidegate.ledger;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's database cannot be reached, or refuses the settings; the message is one line and
 * names it.
 */
public final class LedgerUnavailable extends Exception {
  private static final int CAUSES_MAX = 20;

  LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Tells a database that does not answer from one that says no: SQLSTATE class 08 is a connection
   * that failed, 57P a server that stops, starts or throws everybody out.
   *
   * @param failure anything that a call of the ledger threw
   */
  public static boolean isCauseOf(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P");
      }
      cause = cause.getCause();
    }
    return false;
  }
}
