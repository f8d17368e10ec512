package io.tidegate.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The {@code ledger} key of a process's configuration. The database and both users exist
 * beforehand.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://…}
 * @param user the application's user: may insert and select, nothing more, on what proves anything
 * @param migrate the database's owner; null in a process that finds the schema already in place
 */
public record LedgerSettings(String url, String user, String password, @Nullable Owner migrate) {
  public LedgerSettings {
    Require.text("ledger.url", url);
    Require.text("ledger.user", user);
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "ledger.url '"
              + url
              + "' is not a PostgreSQL URL; allowed: jdbc:postgresql://HOST:PORT/DATABASE");
    }
  }

  public record Owner(String user, String password) {}

  /** Brings the schema up to date where {@code migrate} is given; see {@link Ledger#migrate}. */
  public void bringUpToDate() {
    if (migrate != null) {
      Ledger.migrate(url, migrate.user(), migrate.password(), user);
    }
  }
}
