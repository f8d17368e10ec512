package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group that moves, and what its owner tolerates.
 *
 * @param topics the unit's topics, by their names on the source, that it reads; null for those with
 *     a commit or an assignment of it
 * @param position where it stands on the source
 * @param isolation as the application reads
 * @param uncommitted for a partition without a committed offset
 * @param expired for an offset before the source's log
 * @param outOfRange for an offset beyond the source's log
 * @param suffixRecords unread records that a proof reads at most; null reads all of them
 * @param consumers how its members are stopped and started; null where the unit's switch does it
 * @param commit how its positions get where they are; null where its owner does not say
 */
public record UnitGroup(
    String group,
    @Nullable List<String> topics,
    Position position,
    Isolation isolation,
    Reset uncommitted,
    Expired expired,
    Reset outOfRange,
    @Nullable Long suffixRecords,
    ReplayWindow replayWindow,
    LagEnvelope lagEnvelope,
    @Nullable Switch consumers,
    @Nullable Commit commit) {

  /** Of an owner who does not say how it commits. */
  public UnitGroup(
      String group,
      @Nullable List<String> topics,
      Position position,
      Isolation isolation,
      Reset uncommitted,
      Expired expired,
      Reset outOfRange,
      @Nullable Long suffixRecords,
      ReplayWindow replayWindow,
      LagEnvelope lagEnvelope,
      @Nullable Switch consumers) {
    this(
        group,
        topics,
        position,
        isolation,
        uncommitted,
        expired,
        outOfRange,
        suffixRecords,
        replayWindow,
        lagEnvelope,
        consumers,
        null);
  }

  public UnitGroup {
    Require.group(group);
    topics = topics == null ? null : List.copyOf(topics);
    // A runbook that was compiled before there was a choice says nothing.
    position = Objects.requireNonNullElse(position, new Position.Committed());
    Require.that(
        topics == null || !topics.isEmpty(), "group " + group + " reads an empty list of topics");
  }

  /** Whether it is the application, not Kafka, that knows where it stands. */
  public boolean keepsItsOwnPositions() {
    return position instanceof Position.External;
  }

  /** The switch of this group alone. */
  public Optional<Switch> ownSwitch() {
    return Optional.ofNullable(consumers);
  }

  /** The terms of a check of this group. */
  public Terms terms(Duration settle, boolean frozen) {
    boolean resumeAtBegin = expired == Expired.RESUME_AT_BEGIN;
    return new Terms(uncommitted, outOfRange, resumeAtBegin, frozen, settle, suffixRecords, false);
  }

  /** What happens with a position whose records are gone from the source. */
  public enum Expired {
    /** Nothing is seeded. */
    @JsonProperty("fail")
    FAIL,
    /** It goes on at the first record that the source still has. */
    @JsonProperty("resume-at-begin")
    RESUME_AT_BEGIN
  }
}
