package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.Calibration.Uncalibrated;
import io.tidegate.parity.Hint;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Question;
import io.tidegate.parity.Resolver;
import io.tidegate.parity.Row;
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

  /** Partitions that a topic is calibrated on first. */
  private static final int SAMPLE = 8;

  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles;
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
      Profiles profiles,
      Budget budget,
      ProofRequest request,
      SideBySide beside,
      Hints hints) {
    this.source = source;
    this.target = target;
    this.profiles = profiles;
    this.budget = budget;
    this.request = request;
    this.beside = beside;
    this.hints = hints;
    this.resolver = new Resolver(Clock.systemUTC(), beside);
    this.settling = new Settling(Clock.systemUTC(), beside.begun(), request.terms().settle());
    this.positions = new Positions(source, target, request.group(), beside, settling);
  }

  List<Row> rows(List<TopicPair> topics, Map<TopicPartition, Committed> commits, Group onTarget) {
    Map<TopicPartition, Committed> declared = declared(topics);
    return rows(
        topics,
        declared.isEmpty() ? commits : declared,
        declared,
        request.graded() && onTarget.commitsOffsets());
  }

  /** From these places on, of no group. */
  List<Row> from(List<TopicPair> topics, Map<TopicPartition, Committed> places) {
    return rows(topics, places, places, false);
  }

  private List<Row> rows(
      List<TopicPair> topics,
      Map<TopicPartition, Committed> near,
      Map<TopicPartition, Committed> declared,
      boolean graded) {
    Map<TopicPartition, List<Hint>> known = hints.near(topics, positions(near));
    List<Calibration> calibrations = beside.each("topics calibrated", topics, this::calibrate);
    List<Row> rows = new ArrayList<>();
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < topics.size(); i++) {
      TopicPair topic = topics.get(i);
      for (int number = 0; number < topic.both().source().partitions(); number++) {
        PartitionPair pair = topic.partition(number);
        String leaderless = topic.both().leaderless(pair);
        if (leaderless != null) {
          rows.add(Row.unproven(pair, offset(near.get(onSource(pair))), null, leaderless));
          continue;
        }
        pieces.add(
            new Piece(
                request,
                pair,
                topic,
                calibrations.get(i),
                known.getOrDefault(onSource(pair), List.of()),
                declared.get(onSource(pair)),
                graded));
      }
    }
    rows.addAll(new Lots(source, target, request.isolation(), budget, beside, this).rows(pieces));
    return rows;
  }

  private static @Nullable Long offset(@Nullable Committed committed) {
    return committed instanceof Committed.At at ? at.offset() : null;
  }

  private Map<TopicPartition, Committed> declared(List<TopicPair> topics) {
    List<PartitionPair> pairs = topics.stream().flatMap(TopicPair::led).toList();
    return new SourcePositions(source, target, request, beside).declared(pairs);
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
  public Row of(Piece piece, Offsets.Of offsets, AheadLog onSource, AheadLog onTarget) {
    try {
      return resolve(
          piece,
          offsets.committed(),
          offsets.targetCommitted(),
          offsets.targetBefore(),
          onSource,
          onTarget);
    } catch (LogUnavailable | KafkaFailure failed) {
      if (Thread.currentThread().isInterrupted()) {
        throw failed;
      }
      return alone(piece, new Seen(offsets.committed(), offsets.targetCommitted()));
    } catch (IllegalStateException | IllegalArgumentException broken) {
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
      } catch (IllegalStateException | IllegalArgumentException broken) {
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
    return resolve(piece, at, targetCommitted, targetEnd, onSource, onTarget);
  }

  private Row resolve(
      Piece piece,
      @Nullable Long committed,
      @Nullable Long targetCommitted,
      long targetEndBefore,
      PartitionLog onSource,
      PartitionLog onTarget) {
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
        SourcePositions.named(request.position(), resolver.resolve(question, onSource, onTarget));
    return piece.calibration() instanceof Uncalibrated uncalibrated
            && row.verdict() == Verdict.UNPROVEN
        ? Row.unproven(
            piece.pair(),
            row.committed(),
            row.targetCommitted(),
            row.reason() + ": " + uncalibrated.why())
        : row;
  }

  private Calibration calibrate(TopicPair topic) {
    List<Calibration.Sides> sides =
        topic
            .led()
            .map(
                pair ->
                    new Calibration.Sides(
                        new KafkaLog(source, onSource(pair), request.isolation()),
                        new KafkaLog(target, onTarget(pair), request.isolation())))
            .toList();
    try {
      return profiles.of(
          topic.both().source(),
          topic.both().target(),
          request.isolation(),
          () -> calibration(sides));
    } catch (LogUnavailable failed) {
      Away.passing(failed, source, target);
      return new Uncalibrated(String.valueOf(failed.getMessage()));
    }
  }

  /**
   * A few partitions of many have enough records as a rule; all of them decide where they have not.
   */
  private Calibration calibration(List<Calibration.Sides> sides) {
    if (sides.size() > SAMPLE) {
      Calibration sampled = Calibration.of(sides.subList(0, SAMPLE), false);
      if (sampled instanceof Calibrated calibrated
          && calibrated.pairs() >= Calibration.PAIRS_REQUIRED) {
        return sampled;
      }
    }
    return resolver.calibrate(sides, false, settling.left());
  }

  private static TopicPartition onSource(PartitionPair pair) {
    return new TopicPartition(pair.topic(), pair.sourcePartition());
  }

  private static TopicPartition onTarget(PartitionPair pair) {
    return new TopicPartition(pair.targetTopic(), pair.targetPartition());
  }
}
