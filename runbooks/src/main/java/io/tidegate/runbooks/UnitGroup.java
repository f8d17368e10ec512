package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Terms;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group that moves, and what its owner tolerates.
 *
 * @param topics the unit's topics, by their names on the source, that it reads; null for those with
 *     a commit or an assignment of it
 * @param isolation as the application reads
 * @param uncommitted for a partition without a committed offset
 * @param expired for an offset before the source's log
 * @param outOfRange for an offset beyond the source's log
 */
public record UnitGroup(
    String group,
    @Nullable List<String> topics,
    Isolation isolation,
    Reset uncommitted,
    Expired expired,
    Reset outOfRange,
    ReplayWindow replayWindow,
    LagEnvelope lagEnvelope) {

  public UnitGroup {
    Require.group(group);
    topics = topics == null ? null : List.copyOf(topics);
    Require.that(
        topics == null || !topics.isEmpty(), "group " + group + " reads an empty list of topics");
  }

  /** The terms of a check of this group. */
  public Terms terms(Duration settle, boolean frozen) {
    return new Terms(uncommitted, outOfRange, false, frozen, settle, null, false);
  }

  /** What happens with a position whose records are gone from the source. */
  public enum Expired {
    /** Nothing is seeded. */
    @JsonProperty("fail")
    FAIL
  }
}
