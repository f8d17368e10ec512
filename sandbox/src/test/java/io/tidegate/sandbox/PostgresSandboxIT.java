package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresSandboxIT {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String INVALID_PASSWORD = "28P01";

  @Test
  void itIsPostgres18() throws SQLException {
    String url = World.shared().postgres().createDatabase("plain");

    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
    }
  }

  @Test
  void theMigratingUserOwnsTheDatabaseAndTheOtherGetsWhatItGrants() throws SQLException {
    LedgerDatabase ledger = World.shared().postgres().createLedgerDatabase("owned");

    try (Connection owner = asOwner(ledger);
        Connection user = asUser(ledger)) {
      assertThat(
              ask(owner, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'owned'"))
          .isEqualTo("owned_owner");
      run(owner, "CREATE TABLE entry (number int)");

      assertThatThrownBy(() -> run(user, "SELECT number FROM entry"))
          .isInstanceOfSatisfying(SQLException.class, PostgresSandboxIT::isNotAllowed);
      assertThatThrownBy(() -> run(user, "CREATE TABLE mine (number int)"))
          .isInstanceOfSatisfying(SQLException.class, PostgresSandboxIT::isNotAllowed);

      run(owner, "GRANT INSERT ON entry TO " + ledger.user());
      run(user, "INSERT INTO entry VALUES (1)");
      assertThat(ask(owner, "SELECT count(*) FROM entry")).isEqualTo("1");
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    LedgerDatabase ledger = World.shared().postgres().createLedgerDatabase("locked");

    assertThatThrownBy(() -> DriverManager.getConnection(ledger.url(), ledger.user(), "guess"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(INVALID_PASSWORD));
  }

  @Test
  void anOutageKeepsPortAndRows() throws SQLException {
    try (PostgresSandbox postgres = PostgresSandbox.start()) {
      LedgerDatabase ledger = postgres.createLedgerDatabase("kept");
      try (Connection owner = asOwner(ledger)) {
        run(owner, "CREATE TABLE entry AS SELECT 7 AS number");
      }

      postgres.stop();
      assertThatThrownBy(() -> asOwner(ledger)).isInstanceOf(SQLException.class);

      postgres.startAgain();
      try (Connection owner = asOwner(ledger)) {
        assertThat(ask(owner, "SELECT number FROM entry")).isEqualTo("7");
      }
    }
  }

  @Test
  void whatWasCommittedSurvivesAKill() throws SQLException {
    try (PostgresSandbox postgres = PostgresSandbox.start()) {
      LedgerDatabase ledger = postgres.createLedgerDatabase("killed");
      try (Connection owner = asOwner(ledger)) {
        run(owner, "CREATE TABLE entry AS SELECT 7 AS number");
      }

      postgres.kill();
      assertThatThrownBy(() -> asOwner(ledger)).isInstanceOf(SQLException.class);

      postgres.startAgain();
      try (Connection owner = asOwner(ledger)) {
        assertThat(ask(owner, "SELECT number FROM entry")).isEqualTo("7");
      }
    }
  }

  @Test
  void itListensOnLoopbackAlone() throws IOException {
    int port = World.shared().postgres().port();

    assertThat(Loopback.answersOn(port)).isTrue();
    assertThat(Loopback.answersElsewhere(port)).isFalse();
  }

  @Test
  void aNameThatWouldNeedQuotesIsRefused() {
    assertThatThrownBy(() -> World.shared().postgres().createDatabase("a; DROP"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a; DROP")
        .hasMessageContaining("allowed");
  }

  private static void isNotAllowed(SQLException e) {
    assertThat(e.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE);
  }

  private static Connection asOwner(LedgerDatabase ledger) throws SQLException {
    return DriverManager.getConnection(
        ledger.url(), ledger.migrateUser(), ledger.migratePassword());
  }

  private static Connection asUser(LedgerDatabase ledger) throws SQLException {
    return DriverManager.getConnection(ledger.url(), ledger.user(), ledger.password());
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
