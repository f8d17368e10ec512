package io.tidegate.parity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Content of a record to 128 bits: length and key, length and value, kept headers in order, and the
 * timestamp where the profile says so. Null has length -1, so null and empty differ. Never in it:
 * offset, batch, compression, producer. Not thread-safe.
 */
final class Identity {
  private static final byte[] MASK = new byte[4];
  private static final byte HEADER = 1;
  private static final byte END = 0;

  private final Profile profile;
  private final Set<String> ignoredPrefixes;
  private final MessageDigest sha256;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  Identity(Profile profile) {
    this.profile = profile;
    this.ignoredPrefixes =
        profile.ignoredHeaders().stream()
            .filter(name -> name.endsWith("*"))
            .map(name -> name.substring(0, name.length() - 1))
            .collect(Collectors.toUnmodifiableSet());
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  Profile profile() {
    return profile;
  }

  Fingerprint of(LogRecord kept) {
    sized(kept.key(), false);
    sized(kept.value(), profile.maskSchemaId());
    for (Header header : kept.headers()) {
      if (!ignored(header.key())) {
        sha256.update(HEADER);
        sized(header.key().getBytes(StandardCharsets.UTF_8), false);
        sized(header.value(), false);
      }
    }
    sha256.update(END);
    if (profile.timestamp()) {
      if (!kept.createTime()) {
        throw new NotProven(
            "offset "
                + kept.offset()
                + " carries the broker's time although the topic was calibrated with the"
                + " producer's; check again, so that it is calibrated anew");
      }
      sha256.update(number.clear().putLong(kept.timestampMs()).flip());
    }
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new Fingerprint(
        kept.offset(), kept.timestampMs(), new Id(digest.getLong(), digest.getLong()));
  }

  /** What a cleaner goes by; null where there is no key. */
  @Nullable Id key(LogRecord record) {
    byte[] key = record.key();
    if (key == null) {
      return null;
    }
    sha256.update(key);
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new Id(digest.getLong(), digest.getLong());
  }

  private void sized(byte @Nullable [] bytes, boolean maskSchemaId) {
    sha256.update(number.clear().putInt(bytes == null ? -1 : bytes.length).flip());
    if (bytes == null) {
      return;
    }
    if (maskSchemaId && bytes.length > MASK.length && bytes[0] == 0) {
      sha256.update(bytes, 0, 1);
      sha256.update(MASK);
      sha256.update(bytes, 1 + MASK.length, bytes.length - 1 - MASK.length);
    } else {
      sha256.update(bytes);
    }
  }

  private boolean ignored(String header) {
    return profile.ignoredHeaders().contains(header)
        || ignoredPrefixes.stream().anyMatch(header::startsWith);
  }
}
