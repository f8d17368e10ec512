package io.tidegate.api;

import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import io.tidegate.ledger.Ledger;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;

/**
 * The api's connections to the ledger. Each wait has a bound, so that a database that hangs makes a
 * request fail, never stand.
 */
final class LedgerPool {

  private static final int CONNECTIONS_MAX = 16;
  private static final int CONNECTIONS_MIN = 2;
  private static final Duration CONNECTION_WAIT_MAX = Duration.seconds(3);

  /** In seconds, as the driver takes them. */
  private static final Map<String, String> DRIVER =
      Map.of(
          "connectTimeout",
          "2",
          "loginTimeout",
          "3",
          "socketTimeout",
          "15",
          "ApplicationName",
          "tidegate-api");

  private LedgerPool() {}

  /** Brings the schema up to date where the configuration names its owner, then opens the pool. */
  static Ledger open(ApiConfiguration.LedgerKeys keys, Environment environment)
      throws StartFailure {
    ApiConfiguration.MigrateKeys owner = keys.migrate();
    try {
      if (owner != null) {
        Ledger.migrate(keys.url(), owner.user(), owner.password(), keys.user());
      }
      Ledger ledger = Ledger.on(pool(keys, environment));
      ledger.check();
      return ledger;
    } catch (IllegalArgumentException e) {
      throw new StartFailure(StartFailure.BAD_INPUT, firstLine(e), e);
    } catch (RuntimeException e) {
      throw new StartFailure(
          StartFailure.UNAVAILABLE, "the " + keys + " cannot be used: " + firstLine(e), e);
    }
  }

  private static ManagedDataSource pool(ApiConfiguration.LedgerKeys keys, Environment environment) {
    DataSourceFactory factory = new DataSourceFactory();
    factory.setDriverClass("org.postgresql.Driver");
    factory.setUrl(keys.url());
    factory.setUser(keys.user());
    factory.setPassword(keys.password());
    factory.setProperties(DRIVER);
    factory.setMinSize(CONNECTIONS_MIN);
    factory.setInitialSize(CONNECTIONS_MIN);
    factory.setMaxSize(CONNECTIONS_MAX);
    factory.setMaxWaitForConnection(CONNECTION_WAIT_MAX);
    factory.setValidationQueryTimeout(CONNECTION_WAIT_MAX);
    factory.setCheckConnectionOnBorrow(true);
    ManagedDataSource pool = factory.build(environment.metrics(), "ledger");
    environment.lifecycle().manage(pool);
    return pool;
  }

  private static String firstLine(RuntimeException e) {
    String message =
        e instanceof FlywayException && e.getCause() != null
            ? e.getCause().getMessage()
            : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
