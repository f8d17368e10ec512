package io.tidegate.parity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What makes a record the same as another, and its content to 128 bits: length and key, length and
 * value, kept headers in order, and the timestamp where the profile says so. Null has length -1, so
 * null and empty differ. Never in it: offset, batch, compression, producer. Not thread-safe.
 */
final class Identity {
  private static final byte[] MASK = new byte[4];
  private static final byte HEADER = 1;
  private static final byte END = 0;
  private static final Object NO_VALUE = new Object();

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

  /** What is kept of a record: its digest, not the record. */
  Fingerprint of(LogRecord kept) {
    Fingerprint print = undigested(kept);
    Id unused = print.id();
    return print;
  }

  /** The same of a record that is held as it is until its digest is asked for. */
  Fingerprint undigested(LogRecord kept) {
    if (profile.timestamp() && !kept.createTime()) {
      throw new NotProven(
          "offset "
              + kept.offset()
              + " carries the broker's time although the topic was calibrated with the"
              + " producer's; check again, so that it is calibrated anew");
    }
    return new Fingerprint(this, kept);
  }

  Id id(LogRecord kept) {
    sized(kept.key(), false);
    sized(kept.value(), true);
    for (Header header : kept.headers()) {
      if (!ignored(header.key())) {
        sha256.update(HEADER);
        sized(header.key().getBytes(StandardCharsets.UTF_8), false);
        sized(header.value(), false);
      }
    }
    sha256.update(END);
    if (profile.timestamp()) {
      sha256.update(number.clear().putLong(kept.timestampMs()).flip());
    }
    return digest();
  }

  /** Whether two records have the same digest, told from their bytes: the same parts in order. */
  boolean same(LogRecord one, LogRecord other) {
    return (!profile.timestamp() || one.timestampMs() == other.timestampMs())
        && Arrays.equals(one.key(), other.key())
        && sameValue(one.value(), other.value())
        && kept(one.headers()).equals(kept(other.headers()));
  }

  private boolean sameValue(byte @Nullable [] one, byte @Nullable [] other) {
    if (one == null || other == null || !masked(one) || !masked(other)) {
      return Arrays.equals(one, other);
    }
    int from = 1 + MASK.length;
    return Arrays.equals(one, from, one.length, other, from, other.length);
  }

  /** Name and value of each header that counts, in order. */
  private List<Object> kept(List<Header> headers) {
    if (headers.isEmpty()) {
      return List.of();
    }
    List<Object> kept = new ArrayList<>();
    for (Header header : headers) {
      if (!ignored(header.key())) {
        byte[] value = header.value();
        kept.add(header.key());
        kept.add(value == null ? NO_VALUE : ByteBuffer.wrap(value));
      }
    }
    return kept;
  }

  /** What a cleaner goes by; null where there is no key. */
  @Nullable Id key(LogRecord record) {
    byte[] key = record.key();
    if (key == null) {
      return null;
    }
    sha256.update(key);
    return digest();
  }

  private Id digest() {
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new Id(digest.getLong(), digest.getLong());
  }

  private void sized(byte @Nullable [] bytes, boolean isValue) {
    sha256.update(number.clear().putInt(bytes == null ? -1 : bytes.length).flip());
    if (bytes == null) {
      return;
    }
    if (isValue && masked(bytes)) {
      sha256.update(bytes, 0, 1);
      sha256.update(MASK);
      sha256.update(bytes, 1 + MASK.length, bytes.length - 1 - MASK.length);
    } else {
      sha256.update(bytes);
    }
  }

  private boolean masked(byte[] value) {
    return profile.maskSchemaId() && value.length > MASK.length && value[0] == 0;
  }

  private boolean ignored(String header) {
    return profile.ignoredHeaders().contains(header)
        || ignoredPrefixes.stream().anyMatch(header::startsWith);
  }
}
