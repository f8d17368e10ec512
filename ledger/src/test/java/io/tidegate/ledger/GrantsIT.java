package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsIT {
  private static final TestLedger WORLD = TestLedger.fresh();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "entries",
        "evidence",
        "decisions",
        "receipts",
        "signatures",
        "waves",
        "journal",
        "runbooks",
        "publications",
        "rollbacks",
        "fences",
        "releases",
        "appended"
      })
  void theApplicationCannotChangeWhatStands(String table) {
    assertRefused("DELETE FROM " + table, table);
    assertRefused("UPDATE " + table + " SET at = now()", table);
    assertRefused("TRUNCATE " + table + " CASCADE", table);
  }

  @Test
  void theApplicationCanMoveTheHeadButNotRemoveIt() {
    assertRefused("DELETE FROM head", "head");
    assertRefused("INSERT INTO head VALUES (false, 0, now(), '')", "head");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE entries",
        "ALTER TABLE entries DISABLE TRIGGER ALL",
        "CREATE TABLE mine ()"
      })
  void theApplicationCannotChangeTheSchema(String sql) {
    assertThatThrownBy(() -> WORLD.application().useHandle(handle -> handle.execute(sql)))
        .isInstanceOf(JdbiException.class)
        .hasMessageMatching("(?s).*(must be owner of table|permission denied for schema).*");
  }

  @Test
  void noTableWasLeftOutOfTheGrants() {
    List<String> without =
        WORLD
            .owner()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                                + " AND NOT has_table_privilege(:user, oid, 'SELECT')")
                        .bind("user", WORLD.database().user())
                        .mapTo(String.class)
                        .list());

    assertThat(without).containsExactly("flyway_schema_history");
  }

  @Test
  void migratingAgainTakesBackWhatWasGrantedByHand() {
    LedgerDatabase database = WORLD.database();
    WORLD
        .owner()
        .useHandle(handle -> handle.execute("GRANT DELETE ON evidence TO " + database.user()));

    Ledger.migrate(
        database.url(), database.migrateUser(), database.migratePassword(), database.user());

    assertRefused("DELETE FROM evidence", "evidence");
  }

  @Test
  void severalProcessesMayMigrateAtOnce() throws Exception {
    LedgerDatabase database = World.shared().postgres().createLedgerDatabase("ledger_at_once");

    SideBySide.run(
        4,
        process -> {
          Ledger.migrate(
              database.url(), database.migrateUser(), database.migratePassword(), database.user());
          return process;
        });

    Ledger.on(TestLedger.pool(database, 1)).check();
  }

  @Test
  void aWriterThatStopsWithinATransactionIsCutOff() {
    String timeout =
        WORLD
            .application()
            .withHandle(
                handle ->
                    handle
                        .createQuery("SHOW idle_in_transaction_session_timeout")
                        .mapTo(String.class)
                        .one());

    assertThat(timeout).isEqualTo("30s");
  }

  @Test
  void aMigrationMayTakeLongerThanAWriterMayStand() {
    TestLedger world = TestLedger.fresh();
    LedgerDatabase database = world.database();
    String name = database.url().substring(database.url().lastIndexOf('/') + 1);
    world
        .owner()
        .useHandle(
            handle ->
                handle.execute(
                    "ALTER DATABASE " + name + " SET idle_in_transaction_session_timeout = '1ms'"));

    Ledger.migrate(
        database.url(), database.migrateUser(), database.migratePassword(), database.user());

    world.ledger().check();
  }

  @Test
  void theOwnerIsRefusedAsTheApplication() {
    LedgerDatabase database = WORLD.database();

    assertThatThrownBy(
            () ->
                Ledger.migrate(
                    database.url(), database.migrateUser(), "secret", database.migrateUser()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two different users are required");
  }

  @Test
  void aSuperuserIsRefusedAsTheApplication() {
    LedgerDatabase database = World.shared().postgres().createLedgerDatabase("ledger_superuser");

    assertThatThrownBy(
            () ->
                Ledger.migrate(
                    database.url(), database.migrateUser(), database.migratePassword(), "postgres"))
        .hasMessageContaining("ledger.user postgres can change entries");
  }

  @Test
  void aDatabaseThatIsAwayIsAJdbiException() {
    LedgerDatabase away =
        new LedgerDatabase(
            "jdbc:postgresql://127.0.0.1:1/ledger", "user", "password", "owner", "password");

    assertThatThrownBy(() -> Ledger.on(TestLedger.pool(away, 1)).check())
        .isInstanceOf(JdbiException.class);
  }

  private static void assertRefused(String sql, String table) {
    Jdbi application = WORLD.application();
    assertThatThrownBy(() -> application.useHandle(handle -> handle.execute(sql)))
        .as(sql)
        .isInstanceOf(JdbiException.class)
        .hasMessageContaining("permission denied for table " + table);
  }
}
