package io.tidegate.ledger;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ledger} key of a process's configuration. The database and both users exist
 * beforehand.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://…}
 * @param user the application's user: may insert and select, nothing more, on what proves anything
 * @param migrate the database's owner, who brings its schema up to date at the start; null where
 *     another process does that
 */
public record LedgerSettings(String url, String user, String password, @Nullable Owner migrate) {
  public LedgerSettings {
    Require.text("ledger.url", url);
    Require.text("ledger.user", user);
    given("ledger.password", password);
    if (url.contains("password=")) { // messages name the URL
      throw new IllegalArgumentException(
          "ledger.url carries a password: it belongs to ledger.password");
    }
    if (!isPostgres(url)) {
      throw new IllegalArgumentException(
          "ledger.url is '" + url + "'; allowed: jdbc:postgresql://HOST:PORT/DATABASE");
    }
  }

  /** The same, for a further pool of a process that has brought the schema up to date. */
  public LedgerSettings ofUser() {
    return new LedgerSettings(url, user, password, null);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ledger " + url + " as " + user;
  }

  /** Who may change the schema: it is used for that alone, and not shown. */
  public record Owner(String user, String password) {
    public Owner {
      Require.text("ledger.migrate.user", user);
      given("ledger.migrate.password", password);
    }

    @Override
    public String toString() {
      return "owner " + user;
    }
  }

  /** Whether the driver can make a host, a port and a database of it. */
  private static boolean isPostgres(String url) {
    if (!url.startsWith("jdbc:postgresql:")) {
      return false;
    }
    try {
      DriverManager.getDriver(url);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void given(String key, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
  }
}
