package io.tidegate.api.http;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** Tells a database that does not answer from one that says no. */
final class Away {

  private static final int CAUSES_MAX = 20;

  private Away() {}

  /**
   * SQLSTATE class 08 is a connection that failed, 57P a server that stops, starts or throws
   * everybody out.
   */
  static boolean isLedger(Throwable failure) {
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
