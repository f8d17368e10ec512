package io.tidegate.ledger;

import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Bodies under their own digest: immutable, and putting one twice is once. The database refuses a
 * body under another's digest.
 */
public final class Evidence {
  /** The largest body; what is larger belongs in several. */
  public static final int BODY_MAX_BYTES = 64 << 20;

  private final Database database;

  Evidence(Database database) {
    this.database = database;
  }

  /** Stores exactly these bytes and returns their digest, {@code sha256:} and 64 hex digits. */
  public String put(byte[] body) {
    if (body.length > BODY_MAX_BYTES) {
      throw new IllegalArgumentException(
          "evidence of " + body.length + " bytes: at most " + BODY_MAX_BYTES + " are allowed");
    }
    String digest = digestOf(body);
    database.change(
        handle ->
            handle.execute(
                "INSERT INTO evidence (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
                digest,
                body));
    return digest;
  }

  /** The exact bytes that were put. */
  public Optional<byte[]> get(String digest) {
    Require.digest("digest", digest);
    return database.read(
        handle ->
            handle
                .createQuery("SELECT body FROM evidence WHERE digest = :digest")
                .bind("digest", digest)
                .map((row, context) -> row.getBytes("body"))
                .findOne());
  }

  /** The same bytes, read as they are needed; for what need not be held whole. */
  public Optional<Stored> find(String digest) {
    Require.digest("digest", digest);
    return database.read(
        handle ->
            handle
                .createQuery("SELECT octet_length(body) FROM evidence WHERE digest = :digest")
                .bind("digest", digest)
                .mapTo(int.class)
                .findOne()
                .map(size -> new Stored(digest, size)));
  }

  /** A body that stands in the ledger. */
  public final class Stored {
    private final String digest;
    private final int size;

    private Stored(String digest, int size) {
      this.digest = digest;
      this.size = size;
    }

    /** In bytes. */
    public int size() {
      return size;
    }

    /** From its first byte, holding {@value EvidenceStream#SLICE_BYTES} bytes at most. */
    public InputStream open() {
      return new EvidenceStream(database, digest, size);
    }
  }

  /** The digest under which {@link #put} would store these bytes. */
  public static String digestOf(byte[] body) {
    return "sha256:" + HexFormat.of().formatHex(Chain.sha256().digest(body));
  }
}
