package io.tidegate.activities.signatures;

import io.tidegate.parity.Verdict;
import io.tidegate.workflows.message.WaivedCounts;
import java.time.Instant;

/**
 * A person's acceptance of one finding, as it was judged at one moment.
 *
 * @param id which the person gave it
 * @param finding its id in the scorecard
 * @param signed digest of all that was signed, and by whom
 * @param evidence in which the finding was seen
 * @param counts as many as these are accepted, and no more
 * @param stands false from {@code expires} on
 */
public record Waiver(
    String id,
    String finding,
    String signed,
    String evidence,
    WaivedCounts counts,
    String reason,
    String by,
    Instant at,
    Instant expires,
    boolean stands) {

  private static final int REASON_CHARS_MAX = 120;

  /** Who signed, when, until when, why and for whom, in one clause. */
  public String told() {
    String why =
        reason.length() <= REASON_CHARS_MAX ? reason : reason.substring(0, REASON_CHARS_MAX) + "…";
    return stands
        ? "waived by %s at %s until %s: %s (waiver %s%s)"
            .formatted(by, at, expires, why, id, whose())
        : "waiver %s of %s has expired at %s".formatted(id, by, expires);
  }

  /** Records that only the target has stay in the tail, where producers would write behind them. */
  private String whose() {
    return finding.startsWith(Verdict.DIVERGED + "/")
        ? ", for the consumers alone: producers move only where the tail is proven"
        : "";
  }
}
