package io.tidegate.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Leases, and the fence of each unit. A lease has no expiry: it stands until its wave releases it,
 * so that nobody else touches what a wave left half-way. Leases keep waves apart and prove nothing;
 * the fences that were granted are append-only.
 */
public final class Leases {
  /** The most keys of one unit. */
  public static final int KEYS_MAX = 10_000;

  private final Database database;

  Leases(Database database) {
    this.database = database;
  }

  /**
   * Takes all keys or none. Asked again by the same wave for the same unit, the answer is the same,
   * with the fence of the first time: after {@link #bumpFence} that one is stale.
   *
   * @param keys one of them the UNIT key with the name of this unit, or with one that begins so and
   *     goes on with a dot: its fence is counted for that cluster and name
   */
  public Acquisition acquire(String wave, String unit, Collection<LeaseKey> keys) {
    Require.text("wave", wave);
    Require.limit(keys.size(), KEYS_MAX);
    var sorted = new TreeSet<>(keys);
    LeaseKey unitKey = unitKey(unit, sorted);
    return database.write(
        handle -> {
          lockUnit(handle, wave, unit);
          if (isReleased(handle, wave, unit)) {
            return new Acquisition.Released();
          }
          handle.savepoint("none");
          insert(handle, wave, unit, sorted);
          List<Lease> holders = holders(handle, sorted);
          Optional<Lease> other = holders.stream().filter(by -> !isOf(wave, unit, by)).findFirst();
          if (other.isPresent()) {
            handle.rollbackToSavepoint("none");
            return new Acquisition.Held(other.get());
          }
          if (holders.size() < sorted.size()) {
            throw new IllegalArgumentException(
                "wave '"
                    + wave
                    + "' holds unit '"
                    + unit
                    + "' on another cluster than '"
                    + unitKey.cluster()
                    + "'");
          }
          return new Acquisition.Acquired(grant(handle, unitKey, wave, "acquired by wave " + wave));
        });
  }

  /**
   * Takes the unit over inside its wave, for a rollback: every effect under an earlier fence is
   * refused from now on.
   *
   * @param grantKey the same key again gets the same fence
   * @return the new fence; empty when the wave does not hold the unit
   */
  public OptionalLong bumpFence(String wave, String unit, String grantKey) {
    Require.text("grant key", grantKey);
    return database.write(
        handle -> {
          Optional<LeaseKey> held =
              handle
                  .createQuery(
                      "SELECT kind, cluster, name FROM leases"
                          + " WHERE wave = :wave AND unit = :unit AND kind = 'UNIT' FOR UPDATE")
                  .bind("wave", wave)
                  .bind("unit", unit)
                  .map((row, context) -> key(row))
                  .findOne();
          return held.isEmpty()
              ? OptionalLong.empty()
              : OptionalLong.of(grant(handle, held.get(), wave, "bumped by " + grantKey));
        });
  }

  /**
   * Gives up whatever this wave holds for this unit, for good: the wave cannot take the unit again.
   */
  public void release(String wave, String unit) {
    database.change(
        handle -> {
          lockUnit(handle, wave, unit);
          handle.execute(
              "INSERT INTO releases (wave, unit) VALUES (?, ?) ON CONFLICT DO NOTHING", wave, unit);
          handle.execute("DELETE FROM leases WHERE wave = ? AND unit = ?", wave, unit);
        });
  }

  /** What this wave holds, in the order of the keys. */
  public List<Lease> list(String wave) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT kind, cluster, name, wave, unit, at FROM leases WHERE wave = :wave")
                .bind("wave", wave)
                .map((row, context) -> lease(row))
                .stream()
                .sorted((one, other) -> one.key().compareTo(other.key()))
                .toList());
  }

  /**
   * The fence of the unit that this wave holds, which no other transaction can bump before this one
   * ends.
   */
  static OptionalLong currentFence(Handle handle, String wave, String unit) {
    Optional<LeaseKey> held =
        handle
            .createQuery(
                "SELECT kind, cluster, name FROM leases WHERE wave = :wave AND unit = :unit AND kind = 'UNIT' FOR SHARE")
            .bind("wave", wave)
            .bind("unit", unit)
            .map((row, context) -> key(row))
            .findOne();
    return held.isEmpty() ? OptionalLong.empty() : OptionalLong.of(highest(handle, held.get()));
  }

  /** The highest fence that this unit of a source cluster was ever granted; 0 for none. */
  public long highestFence(String cluster, String unit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT coalesce(max(fence), 0) FROM fences WHERE cluster = :cluster AND unit = :unit")
                .bind("cluster", cluster)
                .bind("unit", unit)
                .mapTo(long.class)
                .one());
  }

  private static LeaseKey unitKey(String unit, Collection<LeaseKey> keys) {
    List<LeaseKey> units = keys.stream().filter(key -> key.kind() == LeaseKey.Kind.UNIT).toList();
    if (units.size() != 1 || !isOf(unit, units.get(0).name())) {
      throw new IllegalArgumentException(
          "leases of unit '"
              + unit
              + "' have the UNIT keys "
              + units
              + ": exactly one, of this unit, is required");
    }
    return units.get(0);
  }

  /** A rehearsal has a name of its own for the unit, which begins with the unit's. */
  private static boolean isOf(String unit, String name) {
    return name.equals(unit) || name.startsWith(unit + ".");
  }

  /** Orders what one wave does with one unit, also when there is no row yet to lock. */
  private static void lockUnit(Handle handle, String wave, String unit) {
    handle.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('lease ' || ? || ' ' || ?, 0))", wave, unit);
  }

  private static boolean isReleased(Handle handle, String wave, String unit) {
    return handle
        .createQuery("SELECT EXISTS (SELECT 1 FROM releases WHERE wave = :wave AND unit = :unit)")
        .bind("wave", wave)
        .bind("unit", unit)
        .mapTo(boolean.class)
        .one();
  }

  /**
   * In one order for everybody: two waves that want the same keys wait for each other at the first,
   * never in a circle.
   */
  private static void insert(Handle handle, String wave, String unit, Collection<LeaseKey> keys) {
    handle
        .createUpdate(
            "INSERT INTO leases (kind, cluster, name, wave, unit)"
                + " SELECT kind, cluster, name, :wave, :unit"
                + " FROM unnest(:kinds, :clusters, :names) AS asked (kind, cluster, name)"
                + " ORDER BY kind, cluster, name ON CONFLICT DO NOTHING")
        .bind("wave", wave)
        .bind("unit", unit)
        .bindArray("kinds", String.class, kinds(keys))
        .bindArray("clusters", String.class, clusters(keys))
        .bindArray("names", String.class, names(keys))
        .execute();
  }

  /** Those of the keys that are held, in the order of the keys. */
  private static List<Lease> holders(Handle handle, Collection<LeaseKey> keys) {
    return handle
        .createQuery(
            "SELECT kind, cluster, name, wave, unit, at FROM leases"
                + " JOIN unnest(:kinds, :clusters, :names) AS asked (kind, cluster, name)"
                + " USING (kind, cluster, name)")
        .bindArray("kinds", String.class, kinds(keys))
        .bindArray("clusters", String.class, clusters(keys))
        .bindArray("names", String.class, names(keys))
        .map((row, context) -> lease(row))
        .stream()
        .sorted((one, other) -> one.key().compareTo(other.key()))
        .toList();
  }

  /** The caller holds the unit's lease row, so nobody else grants for this unit. */
  private static long grant(Handle handle, LeaseKey unit, String wave, String grantKey) {
    handle.execute(
        "INSERT INTO fences (cluster, unit, fence, grant_key, wave)"
            + " SELECT ?, ?, coalesce(max(fence), 0) + 1, ?, ? FROM fences WHERE cluster = ? AND unit = ?"
            + " ON CONFLICT (cluster, unit, grant_key) DO NOTHING",
        unit.cluster(),
        unit.name(),
        grantKey,
        wave,
        unit.cluster(),
        unit.name());
    return handle
        .createQuery(
            "SELECT fence FROM fences WHERE cluster = :cluster AND unit = :unit AND grant_key = :key")
        .bind("cluster", unit.cluster())
        .bind("unit", unit.name())
        .bind("key", grantKey)
        .mapTo(long.class)
        .one();
  }

  private static long highest(Handle handle, LeaseKey unit) {
    return handle
        .createQuery("SELECT max(fence) FROM fences WHERE cluster = :cluster AND unit = :unit")
        .bind("cluster", unit.cluster())
        .bind("unit", unit.name())
        .mapTo(long.class)
        .one();
  }

  private static boolean isOf(String wave, String unit, Lease lease) {
    return lease.wave().equals(wave) && lease.unit().equals(unit);
  }

  private static List<String> kinds(Collection<LeaseKey> keys) {
    return keys.stream().map(key -> key.kind().name()).toList();
  }

  private static List<String> clusters(Collection<LeaseKey> keys) {
    return keys.stream().map(LeaseKey::cluster).toList();
  }

  private static List<String> names(Collection<LeaseKey> keys) {
    return keys.stream().map(LeaseKey::name).toList();
  }

  private static LeaseKey key(ResultSet row) throws SQLException {
    return new LeaseKey(
        LeaseKey.Kind.valueOf(row.getString("kind")),
        row.getString("cluster"),
        row.getString("name"));
  }

  private static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        key(row), row.getString("wave"), row.getString("unit"), Database.instant(row, "at"));
  }
}
