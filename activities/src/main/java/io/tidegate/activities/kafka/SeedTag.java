package io.tidegate.activities.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The text that we write beside a seeded offset. It stays until the application's first commit, so
 * a tag that is gone while the group is EMPTY tells of somebody else. Base64, since Kafka Streams
 * decodes the field.
 */
public final class SeedTag {
  private static final String FIRST_WORD = "tidegate ";

  private SeedTag() {}

  /** Of one unit of a wave. */
  public static String of(String wave, String unit) {
    String text = FIRST_WORD + wave + " " + unit;
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a text is one of ours, of whichever wave, and so says nothing about an application. */
  public static boolean isOurs(String metadata) {
    try {
      byte[] bytes = Base64.getDecoder().decode(metadata);
      return new String(bytes, StandardCharsets.UTF_8).startsWith(FIRST_WORD);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
