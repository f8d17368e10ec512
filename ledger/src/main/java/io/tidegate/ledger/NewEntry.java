package io.tidegate.ledger;

import org.jspecify.annotations.Nullable;

/**
 * An audit entry to append.
 *
 * @param kind what happened, for example {@code gate-consumed}
 * @param wave the wave it belongs to, or null
 * @param subject who did it, see {@link Subject#label()}
 * @param detailJson JSON; its UTF-8 bytes are stored and hashed as they are, at most {@value
 *     #DETAIL_MAX_CHARS} characters
 */
public record NewEntry(String kind, @Nullable String wave, String subject, String detailJson) {
  /** Bodies belong to the evidence; an entry names their digest. */
  public static final int DETAIL_MAX_CHARS = 1 << 20;

  public NewEntry {
    Require.text("kind", kind);
    if (wave != null) {
      Require.text("wave", wave);
    }
    Require.text("subject", subject);
    Require.storable("detail", detailJson);
    if (detailJson.length() > DETAIL_MAX_CHARS) {
      throw new IllegalArgumentException(
          "detail has "
              + detailJson.length()
              + " characters: at most "
              + DETAIL_MAX_CHARS
              + " are allowed");
    }
  }
}
