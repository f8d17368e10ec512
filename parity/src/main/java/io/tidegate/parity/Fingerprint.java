package io.tidegate.parity;

import org.jspecify.annotations.Nullable;

/**
 * What a walk keeps of a record: where it stands, and its content. The content is held as it was
 * read for as long as a comparison may need no digest of it. Not thread-safe.
 */
final class Fingerprint {
  private final long offset;
  private final long timestampMs;
  private final int bytes;
  private Content content;

  Fingerprint(Identity identity, LogRecord record) {
    this.offset = record.offset();
    this.timestampMs = record.timestampMs();
    this.bytes = length(record.key()) + length(record.value());
    this.content = new Content(identity, record);
  }

  private static int length(byte @Nullable [] part) {
    return part == null ? 0 : part.length;
  }

  long offset() {
    return offset;
  }

  long timestampMs() {
    return timestampMs;
  }

  /** What its key and value take in memory until its digest is made. */
  int bytes() {
    return bytes;
  }

  /** The digest of its content. The record itself is not held any more. */
  Id id() {
    return content.id();
  }

  /**
   * Whether both have the same content. If so they share it from then on: one digest serves both.
   */
  boolean matches(Fingerprint other) {
    if (content.isEqualTo(other.content)) {
      other.content = content;
      return true;
    }
    return false;
  }

  /** A record as it was read, until its digest is asked for; then the digest alone. */
  private static final class Content {
    private final Identity identity;
    private @Nullable LogRecord record;
    private @Nullable Id id;

    Content(Identity identity, LogRecord record) {
      this.identity = identity;
      this.record = record;
    }

    Id id() {
      if (record != null) {
        id = identity.id(record);
        record = null;
      }
      if (id == null) {
        throw new IllegalStateException("a content without record and digest");
      }
      return id;
    }

    boolean isEqualTo(Content other) {
      if (this == other) {
        return true;
      }
      if (record != null && other.record != null) {
        return identity.same(record, other.record);
      }
      return id().equals(other.id());
    }
  }
}
