package io.tidegate.parity;

import java.util.Set;

/**
 * What makes two records of a topic the same; derived by {@link Calibration}, kept and handed on.
 *
 * @param timestamp whether the timestamp belongs to the identity: both topics keep the producer's
 * @param ignoredHeaders names a replicator adds; a trailing {@code *} ignores every name that
 *     begins so
 * @param maskSchemaId whether bytes 1 to 4 of a value that begins with 0 are left out
 * @param isolation the level it was calibrated at
 */
public record Profile(
    boolean timestamp, Set<String> ignoredHeaders, boolean maskSchemaId, Isolation isolation) {

  /** Headers that known replicators add to a record. */
  public static final Set<String> REPLICATOR_HEADERS =
      Set.of(
          "__mskmr",
          "redpanda-migrator-provenance",
          "redpanda-migrator-offset",
          "k2k_*",
          "__replicator_id");

  public Profile {
    ignoredHeaders = Set.copyOf(ignoredHeaders);
  }

  /** Known replicator headers ignored, nothing masked. */
  public static Profile plain(boolean timestamp, Isolation isolation) {
    return new Profile(timestamp, REPLICATOR_HEADERS, false, isolation);
  }
}
