package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerPoolIT {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final String SECRET = "not-the-password";
  private static final String UNREACHABLE = "jdbc:postgresql://127.0.0.1:1/ledger";

  @Test
  void withTheOwnerTheSchemaIsThereAndThePoolAnswers() throws Exception {
    LedgerDatabase database = World.shared().postgres().createLedgerDatabase("pool_open");
    var owner = new LedgerSettings.Owner(database.migrateUser(), database.migratePassword());

    try (LedgerPool pool =
        LedgerPool.open(
            new LedgerSettings(database.url(), database.user(), database.password(), owner),
            "test",
            1)) {
      assertThat(pool.ledger().entries().lastSeq()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDatabaseThatCannotBeReachedIsNamedInTime(boolean migrates) {
    LedgerUnavailable refused = refused(settings(UNREACHABLE, migrates));

    assertThat(refused)
        .hasMessageStartingWith(
            "the ledger "
                + UNREACHABLE
                + " cannot be used as "
                + (migrates ? "owner" : "user")
                + ": Connection to 127.0.0.1:1 refused.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerThatTakesTheConnectionAndSaysNothingIsNamedInTime(boolean migrates)
      throws IOException {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/ledger";

      assertThat(refused(settings(url, migrates)))
          .hasMessageContaining(url)
          .hasMessageContaining(migrates ? "owner" : "user");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWrongPasswordIsSaidWithoutThePassword(boolean migrates) {
    LedgerDatabase database = TestLedger.shared().database();
    var owner = new LedgerSettings.Owner(database.migrateUser(), SECRET);
    String wrong = migrates ? database.migrateUser() : database.user();

    LedgerUnavailable refused =
        refused(
            new LedgerSettings(database.url(), database.user(), SECRET, migrates ? owner : null));

    assertThat(refused)
        .hasMessage(
            "the ledger "
                + database.url()
                + " cannot be used as "
                + wrong
                + ": FATAL: password authentication failed for user \""
                + wrong
                + "\"");
  }

  @Test
  void anotherVersionsSchemaIsNamedByItsMigration() {
    TestLedger world = TestLedger.fresh();
    LedgerDatabase database = world.database();
    world
        .owner()
        .useHandle(handle -> handle.execute("UPDATE flyway_schema_history SET checksum = 1"));

    LedgerUnavailable refused =
        refused(
            new LedgerSettings(
                database.url(),
                database.user(),
                database.password(),
                new LedgerSettings.Owner(database.migrateUser(), database.migratePassword())));

    assertThat(refused).hasMessageContaining("checksum mismatch for migration version 1");
  }

  @Test
  void oneUserForBothIsABadSettingAndNotAnOutage() {
    var settings =
        new LedgerSettings(UNREACHABLE, "user", SECRET, new LedgerSettings.Owner("user", SECRET));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LedgerPool.open(settings, "test", 1))
        .withMessageContaining("two different users are required")
        .withMessageNotContaining(SECRET);
  }

  @Test
  void aPasswordInTheUrlIsRefusedUnprinted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(UNREACHABLE + "?user=u&password=" + SECRET, false))
        .withMessage("ledger.url carries a password: it belongs to ledger.password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc:mysql://127.0.0.1/x", "127.0.0.1", "jdbc:postgresql://127.0.0.1:port/x"})
  void aUrlThatIsNotPostgresIsRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(url, false))
        .withMessage("ledger.url is '" + url + "'; allowed: jdbc:postgresql://HOST:PORT/DATABASE");
  }

  private static LedgerSettings settings(String url, boolean migrates) {
    LedgerSettings.@Nullable Owner owner =
        migrates ? new LedgerSettings.Owner("owner", SECRET) : null;
    return new LedgerSettings(url, "user", SECRET, owner);
  }

  /** What opening it says, in time, in one line and without the password. */
  private static LedgerUnavailable refused(LedgerSettings settings) {
    long began = System.nanoTime();

    LedgerUnavailable refused =
        catchThrowableOfType(
            LedgerUnavailable.class, () -> LedgerPool.open(settings, "test", 1).close());

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    assertThat(refused).hasMessageNotContaining("\n").hasMessageNotContaining(SECRET);
    return refused;
  }
}
