package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.NotOffered;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.parity.GroupRows;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.kafka.common.TopicPartition;

/**
 * One check of one group, from its state on both clusters to a light. Between {@link #pieces} and
 * {@link #proof} the records are compared, those of all groups of a check together. Used once.
 */
final class GroupCheck {
  private static final Comparator<PartitionPair> BY_NAME =
      Comparator.comparing(PartitionPair::topic).thenComparingInt(PartitionPair::number);

  private final Cluster source;
  private final Cluster target;
  private final Calibrations calibrations;
  private final ProofRequest request;
  private final Census.Entry census;
  private final SideBySide beside;
  private final Findings findings;
  private final GroupTopics topics;
  private final SourcePositions places;
  private final UnprovenRows unproven;
  private final PairCheck check;
  private final List<Row> settled = new ArrayList<>();
  private final List<Row> read = new ArrayList<>();
  private TargetState targetState = TargetState.ABSENT;

  GroupCheck(
      Cluster source,
      Cluster target,
      Calibrations calibrations,
      Budget budget,
      KeptSyncs kept,
      ReplicatorNotes notes,
      ProofRequest request,
      Census.Entry census,
      SideBySide beside) {
    this.source = source;
    this.target = target;
    this.calibrations = calibrations;
    this.request = request;
    this.census = census;
    this.beside = beside;
    this.findings = new Findings(request.group());
    this.topics = new GroupTopics(request, census.topics(), beside);
    this.places = new SourcePositions(source, target, request, notes, beside);
    this.unproven = new UnprovenRows(request, findings);
    Hints hints = new Hints(request, kept, notes, beside, findings);
    this.check = new PairCheck(source, target, calibrations, budget, request, beside, hints);
  }

  ProofRequest request() {
    return request;
  }

  /** Who judges what {@link #pieces} gave. */
  Lots.OneRow judge() {
    return check;
  }

  /** Looks at the group and its topics; what of it has to be compared, once {@link #hinted}. */
  List<Piece> pieces() {
    Sight onSource = census.onSource();
    Sight onTarget = census.onTarget();
    if (onSource instanceof Sight.Of seen) {
      findings.notOffered(source, seen.group().notOffered());
    }
    if (onTarget instanceof Sight.Of seen) {
      targetState = findings.ofTarget(seen.group(), target);
      findings.notOffered(target, atMostTypes(seen.group()));
    }
    return pieces(onSource, onTarget);
  }

  /** The same pieces, once all groups of the check have theirs. */
  List<Piece> hinted(List<Piece> pieces) {
    return check.hinted(pieces);
  }

  /**
   * What all of it comes to.
   *
   * @param compared the rows of its pieces
   */
  GroupProof proof(List<Row> compared) {
    read.addAll(compared);
    settled.addAll(topics.voidMoved(read));
    List<Row> sorted = settled.stream().sorted(Comparator.comparing(Row::pair, BY_NAME)).toList();
    GroupRows lit = GroupRows.lit(request.group(), sorted, request.window(), request.envelope());
    return new GroupProof(
        request.group(),
        lit.light().worst(findings.worst()),
        targetState,
        findings.all(),
        lit.rows());
  }

  /** Nothing of these has to be compared. */
  private List<Piece> nothing(List<Row> rows) {
    settled.addAll(rows);
    return List.of();
  }

  private List<Piece> pieces(Sight onSource, Sight onTarget) {
    if (onSource instanceof Sight.Denied denied) {
      findings.add("denied/" + source, Light.RED, denied.why());
      return nothing(unseen(denied.why(), Map.of(), Set.of()));
    }
    Group there = ((Sight.Of) onSource).group();
    Optional<OwnPositions> own = request.ownPositions();
    if (own.isPresent() && own.get() instanceof OwnPositions.Unknown unknown) {
      findings.add("own-positions", Light.RED, unknown.why());
      return nothing(unseen(unknown.why(), Map.of(), there.assigned()));
    }
    if (!there.commitsOffsets() && !(own.isPresent() && there.kind() == Group.Kind.ABSENT)) {
      return nothing(unreadable(there));
    }
    SortedMap<TopicPartition, Committed> commits =
        own.map(OwnPositions::all).orElseGet(census::commits);
    findings.ofCommits(commits);
    if (own.isEmpty() && request.graded() && there.empty() && !commits.isEmpty()) {
      findings.add(
          "offsets-expire",
          Light.GREEN,
          beside.one("reading of the broker's settings", () -> Expiring.told(source, there)));
    }
    if (own.isPresent()) {
      findings.add(
          "own-positions",
          Light.YELLOW,
          "the positions of group "
              + request.group()
              + " are the application's own: nothing on Kafka shows that they are true");
    }
    if (onTarget instanceof Sight.Denied denied) {
      findings.add("denied/" + target, Light.RED, denied.why());
      return nothing(unseen(denied.why(), commits, there.assigned()));
    }
    Group known = ((Sight.Of) onTarget).group();
    if (!census.epochs().isEmpty()) {
      beside
          .one(
              "reading of the target's epochs",
              () -> ForeignEpochs.of(target, request.group(), census.epochs()))
          .ifPresent(words -> findings.add("leader-epoch", Light.RED, words));
    }
    return prove(there, commits, known);
  }

  /** Of the target no stable position is read. */
  private static Set<NotOffered> atMostTypes(Group onTarget) {
    Set<NotOffered> missing = new HashSet<>(onTarget.notOffered());
    missing.remove(NotOffered.STABLE_OFFSETS);
    return missing;
  }

  private List<Piece> prove(
      Group onSource, SortedMap<TopicPartition, Committed> commits, Group onTarget) {
    SortedSet<String> names = topics.of(onSource.assigned(), commits.keySet());
    if (names.isEmpty()) {
      findings.add(
          "nothing-to-prove",
          Light.RED,
          "group " + request.group() + " has neither a commit nor an assignment on " + source);
      return List.of();
    }
    SortedMap<String, Frames> frames = topics.describe(names);
    frames.values().forEach(this::identified);
    List<TopicPair> pairs = new ArrayList<>();
    List<Frames.Both> repartitioned = new ArrayList<>();
    frames.forEach(
        (topic, frame) -> {
          if (frame instanceof Frames.None none) {
            settled.addAll(unproven.of(topic, none, commits, onSource.assigned()));
          } else if (frame instanceof Frames.Both both && both.frame().samePartitionCount()) {
            pairs.add(new TopicPair(both));
          } else if (frame instanceof Frames.Both both) {
            repartitioned.add(both);
          }
        });
    List<Piece> pieces = check.pieces(pairs, places, commits, onTarget, read);
    boolean graded = request.graded() && onTarget.commitsOffsets();
    for (Frames.Both both : repartitioned) {
      read.addAll(
          new RepartitionedCheck(source, target, calibrations.profiles(), request, beside)
              .rows(both, places, graded));
    }
    return pieces;
  }

  private void identified(Frames frame) {
    if (frame instanceof Frames.Both both) {
      if (both.source().id() == null) {
        findings.notOffered(source, Set.of(NotOffered.TOPIC_IDS));
      }
      if (both.target().id() == null) {
        findings.notOffered(target, Set.of(NotOffered.TOPIC_IDS));
      }
    }
  }

  /**
   * A group without offsets to read: its declared topics, or all that are mapped, cannot be proven.
   */
  private List<Row> unreadable(Group onSource) {
    String why =
        switch (onSource.kind()) {
          case ABSENT -> "group " + onSource.name() + " does not exist on " + source;
          case SHARE ->
              "group "
                  + onSource.name()
                  + " on "
                  + source
                  + " is a share group: it has no position in a partition";
          case STREAMS ->
              "group "
                  + onSource.name()
                  + " on "
                  + source
                  + " is of type streams, whose positions are not read; stop the application, start it"
                  + " with group.protocol=classic, and check again";
          case CLASSIC, CONSUMER, UNKNOWN ->
              throw new IllegalStateException("group " + onSource + " commits offsets");
        };
    findings.add("source-group", Light.RED, why);
    return unseen(why, Map.of(), Set.of());
  }

  /** Every partition that is known of without a look at the group, or else every mapped topic's. */
  private List<Row> unseen(
      String why, Map<TopicPartition, Committed> commits, Set<TopicPartition> assigned) {
    return unproven.of(
        why, topics.describe(topics.orAllMapped(assigned, commits.keySet())), commits, assigned);
  }
}
