package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.LogEnds.Place;
import io.tidegate.activities.proof.EndsAhead.Taken;
import io.tidegate.parity.Isolation;
import io.tidegate.runbooks.Side;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The offsets that the proofs of many partitions rest on, read in a few calls for all of them. The
 * order is that of a single proof: the target's ends, then the positions, then the ends of both,
 * then the source's again. Where the order says nothing, both clusters are asked at once.
 *
 * <p>A partition that is missing from an answer has no offsets here: its check asks for them alone,
 * and then says what is wrong.
 */
final class Offsets {
  private final Isolation isolation;
  private final Map<TopicPartition, Place> sourceBegins;
  private final Map<TopicPartition, Place> targetBegins;
  private final Map<TopicPartition, Place> targetBefore;
  private final Map<String, Map<TopicPartition, Committed>> committed;
  private final Map<String, Map<TopicPartition, Committed>> targetCommitted;
  private final Map<TopicPartition, Place> captured;
  private final EndsBefore targetEnds;
  private final StableEnds stableEnds;
  private final EndsBefore sourceEnds;

  /**
   * The offsets of one partition.
   *
   * @param committed null where the group has none
   * @param targetCommitted null where the target group has none, or none was asked for
   * @param targetBefore the target's end, taken before the position
   * @param ends those taken after it
   * @param sourceEnd the last that was taken at the isolation level
   */
  record Of(
      long sourceBegin,
      long targetBegin,
      @Nullable Long committed,
      @Nullable Long targetCommitted,
      long targetBefore,
      long sourceEnd,
      long targetEnd,
      List<Taken> ends) {}

  /** Reads them now, for partitions of one isolation level. */
  Offsets(Cluster source, Cluster target, Isolation isolation, List<Piece> pieces) {
    this.isolation = isolation;
    LogEnds onSource = new LogEnds(source);
    LogEnds onTarget = new LogEnds(target);
    Set<TopicPartition> sources = all(pieces, Piece::onSource);
    Set<TopicPartition> targets = all(pieces, Piece::onTarget);
    IsolationLevel level = KafkaLog.isolationLevel(isolation);
    var before = onTarget.askEnds(targets, level);
    var begins = onSource.askBegins(sources);
    targetCommitted =
        new GroupOffsets(target).known(byGroup(pieces, Piece::onTarget, Piece::targetCommits));
    targetBefore = before.get();
    var beginsOfTarget = onTarget.askBegins(targets);
    committed =
        new GroupOffsets(source)
            .known(byGroup(pieces, Piece::onSource, piece -> piece.declared() == null));
    var first = onSource.askEnds(sources, level);
    var afterwards = onTarget.askEnds(targets, level);
    sourceBegins = begins.get();
    targetBegins = beginsOfTarget.get();
    captured = first.get();
    targetEnds = new EndsBefore(target, Side.TARGET, afterwards.get());
    stableEnds = new StableEnds(onSource, sources);
    if (isolation == Isolation.READ_COMMITTED) {
      stableEnds.known();
    }
    sourceEnds =
        new EndsBefore(
            source, Side.SOURCE, onSource.knownEnds(sources, IsolationLevel.READ_UNCOMMITTED));
  }

  /**
   * The last stable offsets, asked for all partitions when the first check wants one: a group that
   * sees every record does so only where some are still to be copied. Safe for many threads.
   */
  private static final class StableEnds {
    private final LogEnds logs;
    private final Set<TopicPartition> partitions;
    private @Nullable Map<TopicPartition, Place> known;

    StableEnds(LogEnds logs, Set<TopicPartition> partitions) {
      this.logs = logs;
      this.partitions = partitions;
    }

    synchronized Map<TopicPartition, Place> known() {
      Map<TopicPartition, Place> asked = known;
      if (asked == null) {
        asked = logs.knownEnds(partitions, IsolationLevel.READ_COMMITTED);
        known = asked;
      }
      return asked;
    }

    OptionalLong of(TopicPartition partition) {
      Place place = known().get(partition);
      return place == null ? OptionalLong.empty() : OptionalLong.of(place.offset());
    }
  }

  private static Set<TopicPartition> all(
      List<Piece> pieces, Function<Piece, TopicPartition> partition) {
    return pieces.stream().map(partition).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Map<String, Set<TopicPartition>> byGroup(
      List<Piece> pieces, Function<Piece, TopicPartition> partition, Predicate<Piece> asked) {
    return pieces.stream()
        .filter(asked)
        .collect(
            Collectors.groupingBy(
                piece -> piece.request().group(),
                Collectors.mapping(partition, Collectors.toCollection(LinkedHashSet::new))));
  }

  /** Empty where one of them is not known. */
  Optional<Of> of(Piece piece) {
    Place sourceBegin = sourceBegins.get(piece.onSource());
    Place targetBegin = targetBegins.get(piece.onTarget());
    Place before = targetBefore.get(piece.onTarget());
    Committed position =
        piece.declared() == null ? position(committed, piece, piece.onSource()) : piece.declared();
    Committed targetPosition = position(targetCommitted, piece, piece.onTarget());
    Place first = captured.get(piece.onSource());
    Place targetEnd = targetEnds.ends().get(piece.onTarget());
    Place last = sourceEnds.ends().get(piece.onSource());
    Place seen =
        isolation == Isolation.READ_COMMITTED ? stableEnds.known().get(piece.onSource()) : last;
    if (sourceBegin == null
        || targetBegin == null
        || before == null
        || position == null
        || position instanceof Committed.Unproven
        || (targetPosition == null && piece.targetCommits())
        || first == null
        || targetEnd == null
        || seen == null
        || last == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Of(
            sourceBegin.offset(),
            targetBegin.offset(),
            offset(position),
            offset(targetPosition),
            before.offset(),
            seen.offset(),
            targetEnd.offset(),
            List.of(
                new Taken(Side.SOURCE, isolation, first.offset()),
                new Taken(Side.TARGET, isolation, targetEnd.offset()),
                new Taken(Side.SOURCE, isolation, seen.offset()),
                new Taken(Side.SOURCE, Isolation.READ_UNCOMMITTED, last.offset()),
                new Taken(
                    Side.SOURCE,
                    Isolation.READ_COMMITTED,
                    () -> stableEnds.of(piece.onSource())))));
  }

  /**
   * What happened to the logs of a partition while they were read.
   *
   * @param truncated null, or which log lost records at its end, in words
   * @param disturbed whether the leader of a log changed, or records were deleted that were read
   */
  record Since(@Nullable String truncated, boolean disturbed) {}

  /** Whether it is known where both logs of a partition ended. */
  boolean knowsEnds(Piece piece) {
    return sourceEnds.ends().containsKey(piece.onSource())
        && targetEnds.ends().containsKey(piece.onTarget());
  }

  /** Where the logs begin at a later time, and what happened to their ends until then. */
  record Edges(
      Map<TopicPartition, Place> sourceBegins,
      Map<TopicPartition, Place> targetBegins,
      EndsBefore.Since onSource,
      EndsBefore.Since onTarget) {}

  /** Asks how things are now. */
  Edges now() {
    var sourceBeginsNow = new LogEnds(sourceEnds.cluster()).askBegins(sourceEnds.ends().keySet());
    var targetBeginsNow = new LogEnds(targetEnds.cluster()).askBegins(targetEnds.ends().keySet());
    var onSource = sourceEnds.askNow();
    var onTarget = targetEnds.askNow();
    return new Edges(sourceBeginsNow.get(), targetBeginsNow.get(), onSource.get(), onTarget.get());
  }

  /** What happened to the logs of one partition until then. */
  static Since since(Edges now, Piece piece, long lowestOnSource, long lowestOnTarget) {
    String onSource = now.onSource.truncated(piece.onSource());
    return new Since(
        onSource != null ? onSource : now.onTarget.truncated(piece.onTarget()),
        now.onSource.elected(piece.onSource())
            || now.onTarget.elected(piece.onTarget())
            || expired(now.sourceBegins.get(piece.onSource()), lowestOnSource)
            || expired(now.targetBegins.get(piece.onTarget()), lowestOnTarget));
  }

  private static boolean expired(@Nullable Place begin, long lowest) {
    return begin != null && lowest != Long.MAX_VALUE && begin.offset() > lowest;
  }

  private static @Nullable Committed position(
      Map<String, Map<TopicPartition, Committed>> positions,
      Piece piece,
      TopicPartition partition) {
    return positions.getOrDefault(piece.request().group(), Map.of()).get(partition);
  }

  private static @Nullable Long offset(@Nullable Committed committed) {
    return committed instanceof Committed.At at ? at.offset() : null;
  }
}
