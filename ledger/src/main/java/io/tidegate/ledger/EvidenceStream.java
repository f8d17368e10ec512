package io.tidegate.ledger;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A body of the evidence in slices, each a query of its own: it never changes. */
final class EvidenceStream extends InputStream {
  /** Postgres unpacks a body from its start for each slice, so they are not small. */
  static final int SLICE_BYTES = 4 << 20;

  private final Database database;
  private final String digest;
  private final int size;
  private byte[] slice = new byte[0];
  private int at;
  private int read;

  EvidenceStream(Database database, String digest, int size) {
    this.database = database;
    this.digest = digest;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    return fill() ? slice[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int copied = Math.min(length, slice.length - at);
    System.arraycopy(slice, at, into, offset, copied);
    at += copied;
    return copied;
  }

  @Override
  public int available() {
    return slice.length - at;
  }

  /** False at the end. */
  private boolean fill() throws IOException {
    if (at < slice.length) {
      return true;
    }
    if (read == size) {
      return false;
    }
    slice = slice(read);
    if (slice.length == 0) {
      throw new EOFException("evidence " + digest + " ends at " + read + " of " + size);
    }
    read += slice.length;
    at = 0;
    return true;
  }

  private byte[] slice(int from) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT substring(body FROM :from FOR :length) FROM evidence WHERE digest = :digest")
                .bind("from", from + 1)
                .bind("length", SLICE_BYTES)
                .bind("digest", digest)
                .map((row, context) -> row.getBytes(1))
                .one());
  }
}
