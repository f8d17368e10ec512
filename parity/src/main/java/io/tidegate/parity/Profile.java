package io.tidegate.parity;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes two records of a topic the same; derived by {@link Calibration}, kept and handed on.
 *
 * @param timestamp whether the timestamp belongs to the identity: both topics keep the producer's
 * @param ignoredHeaders names a replicator adds; a trailing {@code *} ignores every name that
 *     begins so
 * @param maskSchemaId whether bytes 1 to 4 of a value that begins with 0 are left out
 * @param isolation the level it was calibrated at
 * @param offsetHeader the header in which the replicator leaves the source offset, 8 bytes
 *     big-endian, as found on records that matched; null where there is none
 */
public record Profile(
    boolean timestamp,
    Set<String> ignoredHeaders,
    boolean maskSchemaId,
    Isolation isolation,
    @Nullable String offsetHeader) {

  /** Headers that known replicators add to a record. */
  public static final Set<String> REPLICATOR_HEADERS =
      Set.of(
          "__mskmr",
          "redpanda-migrator-provenance",
          "redpanda-migrator-offset",
          "k2k_*",
          "__replicator_id");

  /** Headers in which known replicators leave the source offset. */
  public static final Set<String> OFFSET_HEADERS = Set.of("redpanda-migrator-offset");

  public Profile {
    ignoredHeaders = Set.copyOf(ignoredHeaders);
  }

  /** Of a replicator that leaves no source offset. */
  public Profile(
      boolean timestamp, Set<String> ignoredHeaders, boolean maskSchemaId, Isolation isolation) {
    this(timestamp, ignoredHeaders, maskSchemaId, isolation, null);
  }

  /** Known replicator headers ignored, nothing masked. */
  public static Profile plain(boolean timestamp, Isolation isolation) {
    return new Profile(timestamp, REPLICATOR_HEADERS, false, isolation);
  }

  Profile withOffsetHeader(@Nullable String name) {
    return new Profile(timestamp, ignoredHeaders, maskSchemaId, isolation, name);
  }

  /** The source offset that the replicator left in a record; empty where it left none. */
  OptionalLong sourceOffset(LogRecord copied) {
    return offsetHeader == null ? OptionalLong.empty() : sourceOffset(copied, offsetHeader);
  }

  static OptionalLong sourceOffset(LogRecord copied, String header) {
    for (Header found : copied.headers()) {
      byte[] value = found.value();
      if (found.key().equals(header) && value != null && value.length == Long.BYTES) {
        long offset = ByteBuffer.wrap(value).getLong();
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
      }
    }
    return OptionalLong.empty();
  }
}
