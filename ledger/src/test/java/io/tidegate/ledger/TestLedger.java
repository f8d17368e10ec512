package io.tidegate.ledger;

import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.jdbi.v3.core.Jdbi;

/** A ledger on a real PostgreSQL, with the two users of production. */
final class TestLedger {
  static final Subject ALICE = new Subject("https://issuer.example", "alice");
  static final Subject BOB = new Subject("https://issuer.example", "bob");

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final LedgerDatabase database;
  private final Ledger ledger;
  private final Jdbi application;
  private final Jdbi owner;

  private TestLedger(LedgerDatabase database) {
    this.database = database;
    Ledger.migrate(
        database.url(), database.migrateUser(), database.migratePassword(), database.user());
    DataSource pool = pool(database, 16);
    this.ledger = Ledger.on(pool);
    this.application = Jdbi.create(pool);
    this.owner = Jdbi.create(database.url(), database.migrateUser(), database.migratePassword());
  }

  /** The one that most tests share; they keep apart by the names of their waves. */
  static TestLedger shared() {
    return Shared.LEDGER;
  }

  /** One for a test that breaks or counts things. */
  static TestLedger fresh() {
    return new TestLedger(
        World.shared().postgres().createLedgerDatabase("ledger_" + NAMES.incrementAndGet()));
  }

  /** A name that no other test has. */
  static String name(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }

  static NewEntry entry(String kind, String wave) {
    return new NewEntry(kind, wave, ALICE.label(), "{}");
  }

  static DataSource pool(LedgerDatabase database, int size) {
    var properties = new PoolProperties();
    properties.setUrl(database.url());
    properties.setUsername(database.user());
    properties.setPassword(database.password());
    properties.setDriverClassName("org.postgresql.Driver");
    properties.setInitialSize(0);
    properties.setMinIdle(0);
    properties.setMaxIdle(size);
    properties.setMaxActive(size);
    return new DataSource(properties);
  }

  Ledger ledger() {
    return ledger;
  }

  LedgerDatabase database() {
    return database;
  }

  /** SQL with the rights of the application. */
  Jdbi application() {
    return application;
  }

  /** SQL with the rights of the owner, who can break what it owns. */
  Jdbi owner() {
    return owner;
  }

  /** A new wave, RUNNING. */
  String wave() {
    String wave = name("wave");
    ledger.waves().create(request(wave), entry("wave-created", wave));
    return wave;
  }

  static NewWave request(String wave) {
    return new NewWave(
        wave, "{\"runbook\":\"demo\"}", "demo", Evidence.digestOf(new byte[] {1}), "LIVE", ALICE);
  }

  private static final class Shared {
    static final TestLedger LEDGER = fresh();
  }
}
