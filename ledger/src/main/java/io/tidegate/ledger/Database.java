package io.tidegate.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The connections, and the two ways to use one. Transactions are READ COMMITTED, Postgres' default:
 * a statement that waited for a lock must see what its holder wrote. Under a stricter default they
 * fail instead, they never fork the chain.
 */
final class Database {
  private final Jdbi jdbi;

  Database(DataSource dataSource) {
    jdbi = Jdbi.create(dataSource);
    jdbi.registerArrayType(String.class, "text");
    jdbi.registerArrayType(java.util.UUID.class, "uuid");
    jdbi.registerArrayType(Integer.class, "int4");
    jdbi.registerArrayType(Long.class, "int8");
  }

  <T> T read(Function<Handle, T> work) {
    return jdbi.withHandle(work::apply);
  }

  <T> T write(Function<Handle, T> work) {
    return jdbi.inTransaction(work::apply);
  }

  void change(Consumer<Handle> work) {
    jdbi.useTransaction(work::accept);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
