package io.tidegate.activities.switches;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs what Tidegate sends to an application's webhook, and verifies it where the application
 * receives it.
 *
 * <p>The signature is {@code sha256=} and the lowercase hex of HMAC-SHA256 over {@code timestamp +
 * "." + body}, the timestamp in Unix seconds. It proves that the sender holds the key and that
 * neither timestamp nor body was changed. It does not prove that the message is new: within the
 * tolerated age a copy verifies again, which is why every message carries an idempotency key. The
 * method and the URL are not signed.
 */
public final class WebhookSignature {
  public static final String TIMESTAMP_HEADER = "X-Tidegate-Timestamp";
  public static final String SIGNATURE_HEADER = "X-Tidegate-Signature";

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "sha256=";
  private static final int MAX_TIMESTAMP_DIGITS = 12;

  private final SecretKeySpec key;

  /**
   * @param key the shared secret, {@code webhook.key} of the worker's configuration; must not be
   *     blank
   */
  public WebhookSignature(String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("webhook.key must not be blank");
    }
    this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** The value of {@link #SIGNATURE_HEADER} for {@code body} sent at {@code unixSeconds}. */
  public String sign(long unixSeconds, byte[] body) {
    return PREFIX + HexFormat.of().formatHex(mac(Long.toString(unixSeconds), body));
  }

  /**
   * Whether both headers fit the body and the timestamp lies within {@code tolerance} of {@code
   * now}, before or after. A missing or malformed header is an answer (false), not an error.
   */
  public boolean verifies(
      @Nullable String timestamp,
      @Nullable String signature,
      byte[] body,
      Instant now,
      Duration tolerance) {
    if (timestamp == null || signature == null || !isUnixSeconds(timestamp)) {
      return false;
    }
    Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    byte[] expected =
        (PREFIX + HexFormat.of().formatHex(mac(timestamp, body)))
            .getBytes(StandardCharsets.US_ASCII);
    boolean same = MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
    return same && age.compareTo(tolerance) <= 0;
  }

  private static boolean isUnixSeconds(String timestamp) {
    return !timestamp.isEmpty()
        && timestamp.length() <= MAX_TIMESTAMP_DIGITS
        && timestamp.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private byte[] mac(String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(timestamp.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) '.');
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK offers " + ALGORITHM, e);
    }
  }
}
