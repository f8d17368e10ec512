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

  LedgerUnavailable(String url, String user, RuntimeException cause) {
    super("the ledger " + url + " cannot be used as " + user + ": " + why(cause), cause);
  }

  /** PostgreSQL's or its driver's own word, which is the last in the chain; else all was said. */
  private static String why(RuntimeException failure) {
    @Nullable String said = null;
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof SQLException && cause.getMessage() != null) {
        said = cause.getMessage().lines().findFirst().orElse("");
      }
      cause = cause.getCause();
    }
    return said != null
        ? said
        : String.join(" ", failure.toString().lines().map(String::strip).toList());
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
