package io.tidegate.ledger;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The waves: the request of each for good, its view as the newest one said. */
public final class Waves {
  /** The most that one {@link #list} returns. */
  public static final int LIMIT_MAX = 1_000;

  private static final String CLOSED =
      "state IN ("
          + String.join(
              ", ",
              Arrays.stream(WaveState.values())
                  .filter(WaveState::isClosed)
                  .map(state -> "'" + state + "'")
                  .toList())
          + ")";
  static final String OPEN = "NOT " + CLOSED;

  private static final String HEAD =
      "SELECT wave, request, runbook, runbook_digest, mode, issuer, subject, at, version, state";

  private static final String HEADS = HEAD + " FROM waves JOIN wave_views USING (wave) ";

  /** A wave of many units has as many views: only for those that are shown. */
  private static final String SELECT =
      HEAD
          + ", view, places, units FROM waves JOIN wave_views USING (wave) LEFT JOIN LATERAL"
          + " (SELECT array_agg(place ORDER BY place) AS places, array_agg(unit_views.view ORDER BY place) AS units"
          + " FROM unit_views WHERE unit_views.wave = waves.wave) AS of_units ON true ";

  private final Database database;

  Waves(Database database) {
    this.database = database;
  }

  /**
   * Stores a new wave, RUNNING and without a view. What stands under its name with the same
   * request, whoever asked and whatever version was current then, is the same wave.
   */
  public Put<WaveRow> create(NewWave wave, NewEntry entry) {
    return database.write(
        handle -> {
          int stored =
              handle.execute(
                  "INSERT INTO waves (wave, request, runbook, runbook_digest, mode, issuer, subject)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  wave.wave(),
                  wave.requestJson(),
                  wave.runbook(),
                  wave.runbookDigest(),
                  wave.mode(),
                  wave.startedBy().issuer(),
                  wave.startedBy().name());
          if (stored == 0) {
            WaveRow standing = find(handle, wave.wave()).orElseThrow();
            return standing.request().requestJson().equals(wave.requestJson())
                ? new Put.Same<>(standing)
                : new Put.Conflict<>(standing);
          }
          handle.execute(
              "INSERT INTO wave_views (wave, version, state) VALUES (?, 0, ?)",
              wave.wave(),
              WaveState.RUNNING.name());
          WaveRow created = find(handle, wave.wave()).orElseThrow();
          Entries.append(handle, entry);
          return new Put.Created<>(created);
        });
  }

  /**
   * Takes the view unless a newer one stands, each of its units unless a newer one of that unit
   * stands, and appends its entries, in one transaction. However often and however late one version
   * arrives, its entries are appended once and no newer view is lost.
   *
   * @param view version from 1, each version with one content
   * @return whether the view of the wave was taken
   */
  public boolean saveView(WaveView view, List<NewEntry> entries) {
    Require.atLeast("version", view.version(), 1);
    return database.write(
        handle -> {
          boolean first =
              entries.isEmpty()
                  || Entries.claim(handle, "view " + view.version() + " of wave " + view.wave());
          int taken =
              handle.execute(
                  "UPDATE wave_views SET version = ?, state = ?, view = ?, updated_at = clock_timestamp()"
                      + " WHERE wave = ? AND version < ?",
                  view.version(),
                  view.state().name(),
                  view.json(),
                  view.wave(),
                  view.version());
          if (taken == 0 && head(handle, view.wave()).isEmpty()) {
            throw new IllegalArgumentException("wave '" + view.wave() + "' is not in the ledger");
          }
          saveUnits(handle, view);
          if (first) {
            entries.forEach(entry -> Entries.append(handle, entry));
          }
          return taken == 1;
        });
  }

  private static void saveUnits(Handle handle, WaveView view) {
    if (view.units().isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO unit_views (wave, place, version, view) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (wave, place) DO UPDATE SET version = EXCLUDED.version, view = EXCLUDED.view"
                + " WHERE unit_views.version < EXCLUDED.version");
    view.units().forEach((place, unit) -> batch.add(view.wave(), place, view.version(), unit));
    var unused = batch.execute();
  }

  /** A wave as it is shown, with all of its units; {@link #head} where that is not needed. */
  public Optional<WaveRow> find(String wave) {
    return database.read(handle -> find(handle, wave));
  }

  /** A wave without its view. */
  public Optional<WaveHead> head(String wave) {
    return database.read(handle -> head(handle, wave));
  }

  /**
   * Waves in order of their names.
   *
   * @param state only those in it; null for all
   * @param after only names after this one; null from the start
   * @param limit 1 to {@value #LIMIT_MAX}
   */
  public List<WaveRow> list(@Nullable WaveState state, @Nullable String after, int limit) {
    Require.limit(limit, LIMIT_MAX);
    String inState = state == null ? "" : " AND state = :state";
    return database.read(
        handle -> {
          var query =
              handle.createQuery(
                  SELECT + "WHERE wave > :after" + inState + " ORDER BY wave LIMIT :limit");
          if (state != null) {
            query.bind("state", state.name());
          }
          return query
              .bind("after", after == null ? "" : after)
              .bind("limit", limit)
              .map((row, context) -> wave(row))
              .list();
        });
  }

  /** Every wave that is not closed, by name. */
  public List<WaveHead> openWaves() {
    return database.read(
        handle ->
            handle
                .createQuery(HEADS + "WHERE " + OPEN + " ORDER BY wave")
                .map((row, context) -> head(row))
                .list());
  }

  private static Optional<WaveHead> head(Handle handle, String wave) {
    return handle
        .createQuery(HEADS + "WHERE wave = :wave")
        .bind("wave", wave)
        .map((row, context) -> head(row))
        .findOne();
  }

  private static Optional<WaveRow> find(Handle handle, String wave) {
    return handle
        .createQuery(SELECT + "WHERE wave = :wave")
        .bind("wave", wave)
        .map((row, context) -> wave(row))
        .findOne();
  }

  private static WaveHead head(ResultSet row) throws SQLException {
    return new WaveHead(
        new NewWave(
            row.getString("wave"),
            row.getString("request"),
            row.getString("runbook"),
            row.getString("runbook_digest"),
            row.getString("mode"),
            new Subject(row.getString("issuer"), row.getString("subject"))),
        Database.instant(row, "at"),
        row.getLong("version"),
        WaveState.valueOf(row.getString("state")));
  }

  private static WaveRow wave(ResultSet row) throws SQLException {
    WaveHead head = head(row);
    return new WaveRow(
        head.request(),
        head.createdAt(),
        new WaveView(head.wave(), head.version(), head.state(), row.getString("view"), units(row)));
  }

  private static SortedMap<Integer, String> units(ResultSet row) throws SQLException {
    SortedMap<Integer, String> units = new TreeMap<>();
    Array places = row.getArray("places");
    if (places != null) {
      Integer[] numbers = (Integer[]) places.getArray();
      String[] views = (String[]) row.getArray("units").getArray();
      for (int i = 0; i < numbers.length; i++) {
        units.put(numbers[i], views[i]);
      }
    }
    return units;
  }
}
