package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Checkpoints;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Terms;
import io.tidegate.runbooks.Commit;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.Replication;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.TopicNames;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be proven of one group.
 *
 * @param topics what source topics are called on the target
 * @param otherTopics the naming of every other topic; null where a topic that is not in {@code
 *     topics} is not mapped, and so UNPROVEN
 * @param only the topics that count; null for those with a commit or an assignment of the group
 * @param ignored topics that do not count although the group has a commit on them
 * @param isolation as the application reads
 * @param envelope null where none was given: pending records are then YELLOW at best
 * @param offsetSyncs where MirrorMaker's notes are; null reads none
 * @param graded whether offsets that the target group already has are graded, and count
 * @param position where the group stands on the source, as its owner declares
 * @param own what the application says, where it keeps its positions itself; null where nobody
 *     asked
 * @param checkpoints MirrorMaker's checkpoint topic on the target; null reads none
 * @param proven what earlier checks of this group proved, by partition: it is read again at a few
 *     places, and the rest of it is not
 */
public record ProofRequest(
    String group,
    Map<String, String> topics,
    @Nullable TopicNames otherTopics,
    @Nullable List<String> only,
    Set<String> ignored,
    Isolation isolation,
    Terms terms,
    ReplayWindow window,
    @Nullable LagEnvelope envelope,
    @Nullable OffsetSyncs offsetSyncs,
    boolean graded,
    Position position,
    @Nullable OwnPositions own,
    @Nullable String checkpoints,
    Map<PartitionPair, ProvenRange> proven) {

  public ProofRequest {
    topics = Map.copyOf(topics);
    only = only == null ? null : List.copyOf(only);
    ignored = Set.copyOf(ignored);
    proven = Map.copyOf(proven);
  }

  /**
   * Of one group with nothing declared: all topics that it has a commit or an assignment on, called
   * alike on both sides, read uncommitted, and nothing tolerated.
   */
  public static ProofRequest strict(String group) {
    return new ProofRequest(
        group,
        Map.of(),
        new TopicNames.Identity(),
        null,
        Set.of(),
        Isolation.READ_UNCOMMITTED,
        Terms.strict(),
        ReplayWindow.NONE,
        null,
        null,
        false,
        new Position.Committed(),
        null,
        null,
        Map.of());
  }

  /**
   * What a runbook wants proven of one of its groups. Offsets that the target group has are not
   * graded: in a wave they count only after the seed.
   *
   * @param frozen nobody writes to the source and no replicator to the target any more
   */
  public static ProofRequest of(
      Runbook runbook, MigrationUnit unit, UnitGroup group, boolean frozen) {
    return new ProofRequest(
        group.group(),
        names(unit),
        null,
        group.topics(),
        unit.ignore().stream().map(MigrationUnit.IgnoredTopic::topic).collect(Collectors.toSet()),
        group.isolation(),
        group
            .terms(runbook.settle(), frozen)
            .withKeepsOffsets(runbook.replication().tool().links()),
        group.replayWindow(),
        group.lagEnvelope(),
        runbook.replication().offsetSyncs(),
        false,
        group.position(),
        undeclared(group),
        checkpoints(runbook),
        Map.of());
  }

  /**
   * What a runbook wants covered of topics that no group of the unit reads. Whoever will read them
   * is taken to see no aborted record.
   */
  public static ProofRequest covering(Runbook runbook, MigrationUnit unit, List<String> topics) {
    return strict("of nobody")
        .withTopics(names(unit), null)
        .withOnly(topics)
        .withIsolation(Isolation.READ_COMMITTED)
        .withTerms(
            Terms.strict()
                .withSettle(runbook.settle())
                .withResumeAtBegin(true)
                .withKeepsOffsets(runbook.replication().tool().links()))
        .withOffsetSyncs(runbook.replication().offsetSyncs());
  }

  private static Map<String, String> names(MigrationUnit unit) {
    return unit.topics().stream()
        .collect(Collectors.toMap(UnitTopic::source, UnitTopic::target, (a, b) -> b, TreeMap::new));
  }

  /** MirrorMaker names it after the source's alias, which a prefix of topic names says. */
  private static @Nullable String checkpoints(Runbook runbook) {
    if (runbook.replication().tool() != Replication.Tool.MIRRORMAKER2) {
      return null;
    }
    TopicNames names = runbook.replication().topicNames();
    return Checkpoints.topicOf(
        names instanceof TopicNames.Prefixed prefixed ? prefixed.prefix() : runbook.source());
  }

  /** The same, with the target group's own offsets graded. */
  public ProofRequest withGrades() {
    return with(copy -> copy.graded = true);
  }

  /**
   * The same, with other names of topics.
   *
   * @param mapped what source topics are called on the target
   * @param others the naming of every other topic; null where it is not mapped
   */
  public ProofRequest withTopics(Map<String, String> mapped, @Nullable TopicNames others) {
    return with(
        copy -> {
          copy.topics = mapped;
          copy.otherTopics = others;
        });
  }

  /**
   * The same, of these topics alone.
   *
   * @param those null for all with a commit or an assignment of the group
   */
  public ProofRequest withOnly(@Nullable List<String> those) {
    return with(copy -> copy.only = those);
  }

  /** The same, without these topics. */
  public ProofRequest withIgnored(Set<String> those) {
    return with(copy -> copy.ignored = those);
  }

  /** The same, of an application that reads so. */
  public ProofRequest withIsolation(Isolation as) {
    return with(copy -> copy.isolation = as);
  }

  /** The same, on other terms. */
  public ProofRequest withTerms(Terms others) {
    return with(copy -> copy.terms = others);
  }

  /** The same, with so much tolerated again. */
  public ProofRequest withWindow(ReplayWindow tolerated) {
    return with(copy -> copy.window = tolerated);
  }

  /** The same, with so much pending allowed; null where nothing is said. */
  public ProofRequest withEnvelope(@Nullable LagEnvelope allowed) {
    return with(copy -> copy.envelope = allowed);
  }

  /** The same, with MirrorMaker's notes from there; null reads none. */
  public ProofRequest withOffsetSyncs(@Nullable OffsetSyncs from) {
    return with(copy -> copy.offsetSyncs = from);
  }

  /**
   * The same, of another position.
   *
   * @param topic MirrorMaker's checkpoint topic on the target; null reads none
   */
  public ProofRequest withPosition(Position declared, @Nullable String topic) {
    return with(
        copy -> {
          copy.position = declared;
          copy.checkpoints = topic;
        });
  }

  /** The same, with what the application says of its own positions. */
  public ProofRequest withOwn(OwnPositions told) {
    return with(copy -> copy.own = told);
  }

  /** The same, going on from what was proven before. */
  public ProofRequest withProven(Map<PartitionPair, ProvenRange> before) {
    return with(copy -> copy.proven = before);
  }

  /** What the application says, where it is the one that knows; empty where Kafka is. */
  Optional<OwnPositions> ownPositions() {
    if (own == null && position instanceof Position.External) {
      return Optional.of(
          new OwnPositions.Unknown("the application was not asked for its positions"));
    }
    return Optional.ofNullable(own);
  }

  /** What is not on Kafka is nowhere until its owner says where. */
  private static @Nullable OwnPositions undeclared(UnitGroup group) {
    return group.commit() == Commit.EXTERNAL && !group.keepsItsOwnPositions()
        ? new OwnPositions.Unknown(
            "group "
                + group.group()
                + " keeps its positions outside Kafka (commit: external), and nobody says where;"
                + " declare position: {external: {url: …}}")
        : null;
  }

  /** What a source topic is called on the target; empty where nothing says so. */
  Optional<String> onTarget(String sourceTopic) {
    String mapped = topics.get(sourceTopic);
    if (mapped == null && otherTopics != null) {
      mapped = otherTopics.onTarget(sourceTopic);
    }
    return Optional.ofNullable(mapped);
  }

  private ProofRequest with(Consumer<Copy> change) {
    Copy copy = new Copy();
    change.accept(copy);
    return copy.made();
  }

  /** What may differ in a copy. */
  private final class Copy {
    private Map<String, String> topics = ProofRequest.this.topics;
    private @Nullable TopicNames otherTopics = ProofRequest.this.otherTopics;
    private @Nullable List<String> only = ProofRequest.this.only;
    private Set<String> ignored = ProofRequest.this.ignored;
    private Isolation isolation = ProofRequest.this.isolation;
    private Terms terms = ProofRequest.this.terms;
    private ReplayWindow window = ProofRequest.this.window;
    private @Nullable LagEnvelope envelope = ProofRequest.this.envelope;
    private @Nullable OffsetSyncs offsetSyncs = ProofRequest.this.offsetSyncs;
    private boolean graded = ProofRequest.this.graded;
    private Position position = ProofRequest.this.position;
    private @Nullable OwnPositions own = ProofRequest.this.own;
    private @Nullable String checkpoints = ProofRequest.this.checkpoints;
    private Map<PartitionPair, ProvenRange> proven = ProofRequest.this.proven;

    private ProofRequest made() {
      return new ProofRequest(
          group,
          topics,
          otherTopics,
          only,
          ignored,
          isolation,
          terms,
          window,
          envelope,
          offsetSyncs,
          graded,
          position,
          own,
          checkpoints,
          proven);
    }
  }
}
