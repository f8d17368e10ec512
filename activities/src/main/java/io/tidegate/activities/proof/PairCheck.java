package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Uncalibrated;
import io.tidegate.parity.Hint;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Question;
import io.tidegate.parity.Resolver;
import io.tidegate.parity.Row;
import io.tidegate.parity.SharedWalk;
import io.tidegate.parity.Verdict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of the topics that both clusters have, every partition side by side. */
final class PairCheck implements Lots.OneRow {

  private static final Logger LOG = LoggerFactory.getLogger(PairCheck.class);

  /** A read that failed is tried once more; then it is the row's answer. */
  private static final int ATTEMPTS = 2;

  private final Cluster source;
  private final Cluster target;
  private final Calibrations calibrations;
  private final Budget budget;
  private final ProofRequest request;
  private final SideBySide beside;
  private final Hints hints;
  private final Resolver resolver;
  private final Settling settling;
  private final Positions positions;

  PairCheck(
      Cluster source,
      Cluster target,
      Calibrations calibrations,
      Budget budget,
      ProofRequest request,
      SideBySide beside,
      Hints hints) {
    this.source = source;
    this.target = target;
    this.calibrations = calibrations;
    this.budget = budget;
    this.request = request;
    this.beside = beside;
    this.hints = hints;
    this.resolver = new Resolver(Clock.systemUTC(), beside);
    this.settling = new Settling(Clock.systemUTC(), beside.begun(), request.terms().settle());
    this.positions = new Positions(source, target, request.group(), beside, settling);
  }

  /**
   * What is to be judged, once {@link #hinted}.
   *
   * @param places where the group stands
   * @param leaderless takes the rows of partitions that cannot be read
   */
  List<Piece> pieces(
      List<TopicPair> topics,
      SourcePositions places,
      Map<TopicPartition, Committed> commits,
      Group onTarget,
      List<Row> leaderless) {
    Map<TopicPartition, Committed> declared =
        places.declared(topics.stream().flatMap(TopicPair::led).toList());
    return pieces(
        topics,
        declared.isEmpty() ? commits : declared,
        declared,
        request.graded() && onTarget.commitsOffsets(),
        leaderless);
  }

  /** The same from these places on, of no group. */
  List<Piece> from(
      List<TopicPair> topics, Map<TopicPartition, Committed> places, List<Row> leaderless) {
    return pieces(topics, places, places, false, leaderless);
  }

  /** With what the replicator noted, once all groups of the check have said what they want. */
  List<Piece> hinted(List<Piece> pieces) {
    Map<TopicPartition, List<Hint>> known = hints.near();
    return pieces.stream()
        .map(piece -> piece.with(known.getOrDefault(piece.onSource(), List.of())))
        .toList();
  }

  /** The rows of pieces of no group. */
  List<Row> rows(List<Piece> pieces) {
    return new Lots(source, target, request.isolation(), budget, beside, this, () -> {})
        .rows(pieces).values().stream().flatMap(List::stream).toList();
  }

  private List<Piece> pieces(
      List<TopicPair> topics,
      Map<TopicPartition, Committed> near,
      Map<TopicPartition, Committed> declared,
      boolean graded,
      List<Row> leaderless) {
    hints.want(topics, positions(near));
    List<Calibration> calibrated = calibrations.of(topics, request.isolation(), settling);
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < topics.size(); i++) {
      TopicPair topic = topics.get(i);
      for (int number = 0; number < topic.both().source().partitions(); number++) {
        PartitionPair pair = topic.partition(number);
        String why = topic.both().leaderless(pair);
        if (why != null) {
          leaderless.add(Row.unproven(pair, offset(near.get(onSource(pair))), null, why));
          continue;
        }
        pieces.add(
            new Piece(
                request,
                pair,
                topic,
                calibrated.get(i),
                List.of(),
                declared.get(onSource(pair)),
                graded));
      }
    }
    return pieces;
  }

  private static @Nullable Long offset(@Nullable Committed committed) {
    return committed instanceof Committed.At at ? at.offset() : null;
  }

  private static Map<TopicPartition, OptionalLong> positions(
      Map<TopicPartition, Committed> commits) {
    Map<TopicPartition, OptionalLong> positions = new HashMap<>();
    commits.forEach(
        (partition, committed) -> {
          if (committed instanceof Committed.At at) {
            positions.put(partition, OptionalLong.of(at.offset()));
          }
        });
    return positions;
  }

  @Override
  public Row of(
      Piece piece, Offsets.Of offsets, AheadLog onSource, AheadLog onTarget, SharedWalk shared) {
    try {
      return resolve(
          piece,
          offsets.committed(),
          offsets.targetCommitted(),
          offsets.targetBefore(),
          onSource,
          onTarget,
          shared);
    } catch (LogUnavailable | KafkaFailure failed) {
      if (Thread.currentThread().isInterrupted()) {
        throw failed;
      }
      return alone(piece, new Seen(offsets.committed(), offsets.targetCommitted()));
    } catch (RuntimeException broken) {
      return broken(piece, broken);
    }
  }

  @Override
  public Row alone(Piece piece) {
    return alone(piece, new Seen(null, null));
  }

  /** What was read of a partition's positions before a read of it failed. */
  private static final class Seen {
    private @Nullable Long committed;
    private @Nullable Long targetCommitted;

    Seen(@Nullable Long committed, @Nullable Long targetCommitted) {
      this.committed = committed;
      this.targetCommitted = targetCommitted;
    }
  }

  private Row alone(Piece piece, Seen seen) {
    for (int attempt = 1; ; attempt++) {
      try {
        return resolve(piece, seen);
      } catch (LogUnavailable | KafkaFailure failed) {
        if (Away.passing(failed, source, target) && attempt < ATTEMPTS) {
          continue;
        }
        return Row.unproven(
            piece.pair(),
            seen.committed,
            seen.targetCommitted,
            String.valueOf(failed.getMessage()));
      } catch (RuntimeException broken) {
        return broken(piece, broken);
      }
    }
  }

  /** A fault of ours in one partition takes no answer from the others. */
  private static Row broken(Piece piece, RuntimeException broken) {
    if (broken instanceof CancellationException || Thread.currentThread().isInterrupted()) {
      throw broken;
    }
    LOG.error("The proof of {} broke off", piece.pair(), broken);
    return Row.unproven(
        piece.pair(),
        null,
        null,
        "the proof broke off with " + broken + ", a fault of Tidegate; report it with the log");
  }

  /**
   * The order of the reads is the proof's: the target's end, then the position, then (in the
   * resolver) the source's end.
   */
  private Row resolve(Piece piece, Seen seen) {
    PartitionPair pair = piece.pair();
    KafkaLog onSource = new KafkaLog(source, onSource(pair), request.isolation());
    KafkaLog onTarget = new KafkaLog(target, onTarget(pair), request.isolation());
    long targetEnd = onTarget.end();
    Committed declared = piece.declared();
    Committed committed = declared == null ? positions.stable(onSource(pair)) : declared;
    Long at = committed instanceof Committed.At found ? (Long) found.offset() : null;
    seen.committed = at;
    Long targetCommitted = piece.targetCommits() ? positions.onTarget(onTarget(pair)) : null;
    seen.targetCommitted = targetCommitted;
    if (committed instanceof Committed.Unproven unproven) {
      return SourcePositions.named(
          request.position(), Row.unproven(pair, null, targetCommitted, unproven.why()));
    }
    return resolve(piece, at, targetCommitted, targetEnd, onSource, onTarget, new SharedWalk());
  }

  private Row resolve(
      Piece piece,
      @Nullable Long committed,
      @Nullable Long targetCommitted,
      long targetEndBefore,
      PartitionLog onSource,
      PartitionLog onTarget,
      SharedWalk shared) {
    Question question =
        new Question(
            piece.pair(),
            committed,
            request.isolation(),
            piece.profile(),
            piece.hints(),
            request.terms().withSettle(settling.left()),
            piece.topic().both().frame(),
            targetEndBefore,
            targetCommitted,
            request.proven().get(piece.pair()),
            hints.newest(piece.onSource()));
    Row row =
        SourcePositions.named(
            request.position(), resolver.resolve(question, onSource, onTarget, shared));
    return piece.calibration() instanceof Uncalibrated uncalibrated
            && row.verdict() == Verdict.UNPROVEN
        ? Row.unproven(
            piece.pair(),
            row.committed(),
            row.targetCommitted(),
            row.reason() + ": " + uncalibrated.why())
        : row;
  }

  private static TopicPartition onSource(PartitionPair pair) {
    return new TopicPartition(pair.topic(), pair.sourcePartition());
  }

  private static TopicPartition onTarget(PartitionPair pair) {
    return new TopicPartition(pair.targetTopic(), pair.targetPartition());
  }
}
