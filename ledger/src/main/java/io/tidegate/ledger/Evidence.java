package io.tidegate.ledger;

import java.io.ByteArrayInputStream;
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

  static final String DIGEST = "sha256:";

  private final Database database;

  Evidence(Database database) {
    this.database = database;
  }

  /** Stores exactly these bytes and returns their digest, {@code sha256:} and 64 hex digits. */
  public String put(byte[] body) {
    if (body.length > BODY_MAX_BYTES) {
      throw tooLarge(body.length, BODY_MAX_BYTES);
    }
    return put(digestOf(body), body.length, new ByteArrayInputStream(body));
  }

  /** The same, of what was written bit by bit. */
  public String put(NewEvidence body) {
    if (!body.fits()) {
      throw tooLarge(body.size(), body.maxBytes());
    }
    return put(body.digest(), (int) body.size(), body.open());
  }

  private static IllegalArgumentException tooLarge(long bytes, int max) {
    return new IllegalArgumentException(
        "evidence of " + bytes + " bytes: at most " + max + " are allowed");
  }

  private String put(String digest, int size, InputStream body) {
    database.change(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO evidence (digest, body) VALUES (:digest, :body)"
                        + " ON CONFLICT DO NOTHING")
                .bind("digest", digest)
                .bindBinaryStream("body", body, size)
                .execute());
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
    return DIGEST + HexFormat.of().formatHex(Chain.sha256().digest(body));
  }
}
