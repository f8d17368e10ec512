package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.Calibration.Uncalibrated;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.WayBack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where on the source a group goes on that is taken back from the target. Always a position for
 * every partition, as long as the source answers: what cannot be mapped returns to its rollback
 * anchor, and says how much that may replay.
 */
public final class WayBackMap {
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  private final Cluster source;
  private final Cluster target;
  private final TopicProfiles profiles;

  public WayBackMap(Cluster source, Cluster target) {
    this.source = source;
    this.target = target;
    this.profiles = new TopicProfiles(source, target);
  }

  /**
   * One partition as it was seeded.
   *
   * @param anchor the rollback anchor: the source position at the switch. For a group without a
   *     commit, the source position that its policy was resolved to
   * @param resume T*: the target offset that was seeded
   * @param freeze where both logs ended when the producers moved; null while they write to the
   *     source
   * @param passed what an earlier mapping has shown; null where none has
   */
  public record Seeded(
      PartitionPair pair,
      long anchor,
      long resume,
      WayBack.@Nullable Freeze freeze,
      @Nullable Passed passed) {
    /** While the producers write to the source, for the first time. */
    public Seeded(PartitionPair pair, long anchor, long resume) {
      this(pair, anchor, resume, null, null);
    }

    public Seeded {
      if (anchor < 0 || resume < 0) {
        throw new IllegalArgumentException(
            "seeded " + pair + " from " + anchor + " to " + resume + ": 0 or more");
      }
    }

    /** The same, mapped before. */
    public Seeded after(@Nullable Passed shown) {
      return new Seeded(pair, anchor, resume, freeze, shown);
    }

    private WayBack.From fromSeed(long committed) {
      return new WayBack.From(anchor, resume, committed, freeze);
    }

    /** Empty for a group that went back behind what was shown, and after the producers moved. */
    private Optional<WayBack.From> fromPassed(long committed) {
      return Optional.ofNullable(passed)
          .filter(shown -> freeze == null && committed >= shown.target())
          .map(shown -> new WayBack.From(shown.source(), shown.target(), committed));
    }

    private @Nullable Passed passed(WayBack found, long committed) {
      return found.isClean() && freeze == null ? new Passed(found.position(), committed) : passed;
    }
  }

  /**
   * Two places that stand for each other, shown after the seed: a later mapping starts here, so
   * that it reads what has come since and not all since the seed. What it then finds is taken only
   * where it is clean again; else the mapping is made from the seed.
   *
   * @param source position, see {@link WayBack#isClean}
   * @param target the group's commit of that moment
   */
  public record Passed(long source, long target) {
    public Passed {
      if (source < 0 || target < 0) {
        throw new IllegalArgumentException("passed " + source + ", " + target + ": 0 or more");
      }
    }
  }

  /**
   * The way back of one partition.
   *
   * @param targetCommitted where the group stood on the target; null where it could not be read, or
   *     is nothing
   * @param passed from where the next mapping may start; null where that is the seed
   */
  public record Mapped(
      PartitionPair pair,
      long anchor,
      @Nullable Long targetCommitted,
      WayBack wayBack,
      @Nullable Passed passed) {}

  /**
   * One partition with what is known of it before it is read.
   *
   * @param committed where the group stands on the target
   */
  private record Piece(Seeded seeded, Calibration calibration, Committed committed) {}

  /**
   * Maps every partition, in the order given. A target that does not answer is asked once: then
   * every partition returns to its anchor.
   *
   * @param isolation as the application reads
   * @throws KafkaFailure if the source cannot be read: without it there is no way back
   */
  public List<Mapped> map(
      String group, Isolation isolation, List<Seeded> seeded, Progress progress) {
    try (SideBySide beside = new SideBySide("way-back-" + group, progress)) {
      Optional<String> away =
          beside.one("question whether the target answers", () -> target.ping(PING_TIMEOUT));
      if (away.isPresent()) {
        return beside.each(
            "partitions back to the anchor",
            seeded,
            one -> toAnchor(one, null, onSource(one, isolation), away.get()));
      }
      Map<String, Calibration> topics =
          profiles.all(seeded.stream().map(Seeded::pair).toList(), isolation, beside);
      Map<TopicPartition, Committed> commits =
          beside.one("reading of the target's offsets", () -> commits(group, seeded));
      List<Piece> pieces = seeded.stream().map(one -> piece(one, topics, commits)).toList();
      return beside.each(
          "partitions of " + group + " mapped back", pieces, piece -> map(group, isolation, piece));
    }
  }

  /** One call for all; where it fails, that is the answer for each. */
  private Map<TopicPartition, Committed> commits(String group, List<Seeded> seeded) {
    List<TopicPartition> partitions =
        seeded.stream().map(one -> TopicProfiles.onTarget(one.pair())).toList();
    try {
      return new GroupOffsets(target).of(group, partitions);
    } catch (KafkaFailure failed) {
      Committed none = new Committed.Unproven(String.valueOf(failed.getMessage()));
      Map<TopicPartition, Committed> unknown = new HashMap<>();
      partitions.forEach(partition -> unknown.put(partition, none));
      return unknown;
    }
  }

  private static Piece piece(
      Seeded one, Map<String, Calibration> topics, Map<TopicPartition, Committed> commits) {
    Calibration calibration = topics.get(one.pair().topic());
    Committed committed = commits.get(TopicProfiles.onTarget(one.pair()));
    if (calibration == null || committed == null) {
      throw new IllegalStateException("nothing was read of " + one.pair());
    }
    return new Piece(one, calibration, committed);
  }

  private Mapped map(String group, Isolation isolation, Piece piece) {
    Seeded one = piece.seeded();
    KafkaLog onSource = onSource(one, isolation);
    Long committed = null;
    try {
      committed = stands(group, one, piece.committed());
      if (!(piece.calibration() instanceof Calibrated calibrated)) {
        return toAnchor(one, committed, onSource, ((Uncalibrated) piece.calibration()).why());
      }
      KafkaLog onTarget = new KafkaLog(target, TopicProfiles.onTarget(one.pair()), isolation);
      long stands = committed;
      WayBack wayBack =
          one.fromPassed(stands)
              .map(from -> WayBack.of(from, calibrated.profile(), onSource, onTarget))
              .filter(WayBack::isClean)
              .orElseGet(
                  () -> WayBack.of(one.fromSeed(stands), calibrated.profile(), onSource, onTarget));
      Passed passed = one.passed(wayBack, committed);
      return new Mapped(one.pair(), one.anchor(), committed, wayBack, passed);
    } catch (LogUnavailable | KafkaFailure failed) {
      return toAnchor(one, committed, onSource, String.valueOf(failed.getMessage()));
    }
  }

  /**
   * Where the group stands on the target; an offset that is gone tells nothing about what was read.
   */
  private long stands(String group, Seeded one, Committed committed) {
    if (committed instanceof Committed.At at) {
      return at.offset();
    }
    String why =
        committed instanceof Committed.Unproven unproven
            ? unproven.why()
            : "group " + group + " has no offset on " + TopicProfiles.onTarget(one.pair());
    throw new LogUnavailable("position of group " + group + " on " + target, why);
  }

  /** The anchor, with all that follows it as the bound of what is read again. */
  private Mapped toAnchor(Seeded one, @Nullable Long committed, KafkaLog onSource, String why) {
    long begin;
    long end;
    try {
      begin = onSource.begin();
      end = onSource.end();
    } catch (LogUnavailable failed) {
      throw failed.getCause() instanceof KafkaFailure known ? known : failed;
    }
    long bound = Math.max(0, end - Math.max(one.anchor(), begin));
    return new Mapped(
        one.pair(),
        one.anchor(),
        committed,
        WayBack.toAnchor(one.anchor(), begin, bound, why),
        one.passed());
  }

  private KafkaLog onSource(Seeded one, Isolation isolation) {
    return new KafkaLog(source, TopicProfiles.onSource(one.pair()), isolation);
  }
}
