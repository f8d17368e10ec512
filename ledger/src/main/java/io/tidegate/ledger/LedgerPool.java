package io.tidegate.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;

/**
 * One process's connections to the ledger. Each wait has a bound, so that a database that hangs
 * makes a caller fail, never stand; a database that comes back is used again by itself.
 */
public final class LedgerPool implements AutoCloseable {
  static final int CONNECT_SECONDS_MAX = 2;
  static final int LOGIN_SECONDS_MAX = 3;

  private static final Duration CONNECTION_WAIT_MAX = Duration.ofSeconds(3);
  private static final int ANSWER_SECONDS_MAX = 15;

  private final HikariDataSource connections;
  private final Ledger ledger;

  private LedgerPool(HikariDataSource connections) {
    this.connections = connections;
    this.ledger = Ledger.on(connections);
  }

  /**
   * Brings the schema up to date where the settings name its owner, then opens the pool.
   *
   * @param application shown by PostgreSQL beside each connection
   * @param connectionsMax at least 1; more callers than that wait for one, at most 3 s
   * @throws LedgerUnavailable when the database does not answer, or refuses
   * @throws IllegalArgumentException when the settings cannot be right, whatever the database says
   */
  public static LedgerPool open(LedgerSettings settings, String application, int connectionsMax)
      throws LedgerUnavailable {
    HikariConfig config = config(settings, application, connectionsMax);
    LedgerSettings.Owner owner = settings.migrate();
    if (owner != null) {
      migrate(settings, owner);
    }
    HikariDataSource connections = new HikariDataSource(config);
    LedgerPool pool = new LedgerPool(connections);
    try {
      pool.ledger.check();
      return pool;
    } catch (JdbiException e) {
      pool.close();
      throw new LedgerUnavailable(settings.url(), settings.user(), e);
    }
  }

  private static void migrate(LedgerSettings settings, LedgerSettings.Owner owner)
      throws LedgerUnavailable {
    try {
      Ledger.migrate(settings.url(), owner.user(), owner.password(), settings.user());
    } catch (FlywayException e) {
      throw new LedgerUnavailable(settings.url(), owner.user(), e);
    }
  }

  private static HikariConfig config(
      LedgerSettings settings, String application, int connectionsMax) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(application);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connectionsMax);
    config.setConnectionTimeout(CONNECTION_WAIT_MAX.toMillis());
    config.setInitializationFailTimeout(-1); // the first use says what is wrong, in our words
    config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS_MAX);
    config.addDataSourceProperty("loginTimeout", LOGIN_SECONDS_MAX);
    config.addDataSourceProperty("socketTimeout", ANSWER_SECONDS_MAX);
    config.addDataSourceProperty("ApplicationName", application);
    return config;
  }

  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    connections.close();
  }
}
