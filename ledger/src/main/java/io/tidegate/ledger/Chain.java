package io.tidegate.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks entries one after the other against the chain. The database writes the hashes; this is the
 * second reading of the same rule, in other code.
 *
 * <pre>
 * body = seq (8 bytes) | µs since 1970 (8 bytes) | kind | wave | subject | detail
 *        each of the four: its length (4 bytes, -1 if absent), then its UTF-8 bytes
 * leaf = SHA-256(00 | body)
 * hash = SHA-256(02 | previous hash | body)
 * </pre>
 */
final class Chain {
  static final String BEFORE_FIRST = "0".repeat(64);

  private long seq;
  private String hash = BEFORE_FIRST;
  private Instant at = Instant.EPOCH;

  /** The fault of this entry as the next one, if it has any. */
  Optional<ChainFault> next(Entry entry) {
    long expected = seq + 1;
    if (entry.seq() != expected) {
      return Optional.of(new ChainFault(expected, "is missing: the next entry is " + entry.seq()));
    }
    byte[] body = body(entry);
    String problem = null;
    if (!entry.previous().equals(hash)) {
      problem = "follows " + entry.previous() + ", the entry before is " + hash;
    } else if (!entry.hash().equals(sha256(2, HexFormat.of().parseHex(hash), body))) {
      problem = "its content does not have its hash " + entry.hash();
    } else if (!entry.leaf().equals(sha256(0, new byte[0], body))) {
      problem = "its content does not have its leaf hash " + entry.leaf();
    } else if (entry.at().isBefore(at)) {
      problem = "its time " + entry.at() + " is before that of the entry before, " + at;
    }
    if (problem != null) {
      return Optional.of(new ChainFault(expected, problem));
    }
    seq = expected;
    hash = entry.hash();
    at = entry.at();
    return Optional.empty();
  }

  long seq() {
    return seq;
  }

  String hash() {
    return hash;
  }

  private static byte[] body(Entry entry) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(entry.seq());
      out.writeLong(micros(entry.at()));
      field(out, entry.kind());
      field(out, entry.wave());
      field(out, entry.subject());
      field(out, entry.detailJson());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void field(DataOutputStream out, @Nullable String value) throws IOException {
    if (value == null) {
      out.writeInt(-1);
      return;
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static long micros(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000), at.getNano() / 1_000);
  }

  private static String sha256(int domain, byte[] previous, byte[] body) {
    MessageDigest digest = sha256();
    digest.update((byte) domain);
    digest.update(previous);
    digest.update(body);
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
