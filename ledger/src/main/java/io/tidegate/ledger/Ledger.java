package io.tidegate.ledger;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * What Tidegate remembers, in PostgreSQL: the one door to it.
 *
 * <p>Every method is one transaction, and an audit entry that belongs to an operation is written in
 * that transaction. Every write may be tried again: what it names is there once. {@link
 * Entries#append} alone is not, see there.
 *
 * <p>Errors: bad arguments are an {@link IllegalArgumentException}. A database that cannot be
 * reached, lost the connection or refused a statement is an {@link org.jdbi.v3.core.JdbiException};
 * the transaction then either happened as a whole or not at all, and the caller tries again. Times
 * are those of the database's clock, in µs, UTC.
 */
public final class Ledger {
  private final Database database;

  private Ledger(Database database) {
    this.database = database;
  }

  /**
   * The ledger behind this pool, which belongs to the caller and logs in as the application's user.
   */
  public static Ledger on(DataSource dataSource) {
    return new Ledger(new Database(dataSource));
  }

  /**
   * Brings the schema up to date and grants the application exactly what it may do. Several
   * processes may do so at once.
   *
   * @param migrateUser owns the database
   * @param applicationUser exists, is another role, and neither a superuser nor a member of the
   *     owner's role: such a one could change entries, and is refused
   * @throws org.flywaydb.core.api.FlywayException when the database cannot be reached or refuses
   */
  static void migrate(
      String url, String migrateUser, String migratePassword, String applicationUser) {
    Require.text("ledger.migrate.user", migrateUser);
    Require.text("ledger.user", applicationUser);
    if (migrateUser.equals(applicationUser)) {
      throw new IllegalArgumentException(
          "ledger.user and ledger.migrate.user are both '"
              + applicationUser
              + "': two different users are required");
    }
    Flyway.configure()
        .dataSource(url, migrateUser, migratePassword)
        .jdbcProperties(
            Map.of(
                "connectTimeout", String.valueOf(LedgerPool.CONNECT_SECONDS_MAX),
                "loginTimeout", String.valueOf(LedgerPool.LOGIN_SECONDS_MAX),
                // Its lock is a transaction that stands idle while a migration runs.
                "options", "-c idle_in_transaction_session_timeout=0"))
        .locations("classpath:io/tidegate/ledger/schema")
        .placeholders(
            Map.of(
                "applicationUser", "\"" + applicationUser.replace("\"", "\"\"") + "\"",
                "applicationUserLiteral", "'" + applicationUser.replace("'", "''") + "'"))
        .load()
        .migrate();
  }

  /** Returns if the database answers and has the schema; else throws, for a health check. */
  public void check() {
    entries().lastSeq();
  }

  public Entries entries() {
    return new Entries(database);
  }

  public Evidence evidence() {
    return new Evidence(database);
  }

  public Runbooks runbooks() {
    return new Runbooks(database);
  }

  public Waves waves() {
    return new Waves(database);
  }

  public Messages messages() {
    return new Messages(database);
  }

  public Signatures signatures() {
    return new Signatures(database);
  }

  public Leases leases() {
    return new Leases(database);
  }

  public Effects effects() {
    return new Effects(database);
  }

  public Waits waits() {
    return new Waits(database);
  }

  public Workers workers() {
    return new Workers(database);
  }

  public Journal journal() {
    return new Journal(database);
  }

  public SyncJournals syncJournals() {
    return new SyncJournals(database);
  }

  public Rollbacks rollbacks() {
    return new Rollbacks(database);
  }
}
