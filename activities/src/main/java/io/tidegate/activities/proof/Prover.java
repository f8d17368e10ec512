package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.parity.SharedWalk;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Proves where the groups of a source cluster resume on a target cluster. Reads only. Safe for many
 * threads; each check works with {@link SideBySide#WORKING_MAX} partitions at a time, whatever the
 * number of its groups.
 */
public final class Prover {
  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles;
  private final Budget budget = Budget.OF_THE_HEAP;
  private final KeptSyncs kept;
  private final Covered covered = new Covered();

  /**
   * Between two of the configured clusters. Keep it between proofs: calibrated topics are kept in
   * it.
   */
  public Prover(Cluster source, Cluster target) {
    this(source, target, KeptSyncs.NONE);
  }

  /** With notes of the replicator that were kept beside its own topic. */
  public Prover(Cluster source, Cluster target, KeptSyncs kept) {
    this.source = source;
    this.target = target;
    this.profiles = new Profiles();
    this.kept = kept;
  }

  /**
   * One check of many groups, side by side: they share one time to settle, so their waits do not
   * add up, and what they read of a partition. The proofs come in the order of the requests; the
   * progress is told from several threads. Throws as {@link #prove(ProofRequest, Progress)} does.
   */
  public List<GroupProof> prove(List<ProofRequest> requests, Progress progress) {
    try (SideBySide beside = new SideBySide("proofs", progress)) {
      return prove(requests, beside);
    }
  }

  /**
   * One check of one group. Every partition found has a row; what could not be read, or may not be
   * looked at, is UNPROVEN with the reason.
   *
   * @throws io.tidegate.activities.kafka.KafkaUnavailable if a cluster as a whole does not answer:
   *     ask again
   */
  public GroupProof prove(ProofRequest request, Progress progress) {
    try (SideBySide beside = new SideBySide("proof-" + request.group(), progress)) {
      return prove(List.of(request), beside).get(0);
    }
  }

  private List<GroupProof> prove(List<ProofRequest> requests, SideBySide beside) {
    Census census = Census.of(source, target, requests, beside);
    Calibrations calibrations = new Calibrations(source, target, profiles, budget, beside);
    ReplicatorNotes notes = new ReplicatorNotes(source, target, requests, beside);
    List<GroupCheck> checks =
        requests.stream()
            .map(
                request ->
                    new GroupCheck(
                        source,
                        target,
                        calibrations,
                        budget,
                        kept,
                        notes,
                        request,
                        census.of(request.group()),
                        beside))
            .toList();
    List<Piece> pieces = pieces(checks, beside);
    IdentityHashMap<ProofRequest, List<Row>> rows =
        compared(checks, pieces, census.topics(), beside);
    return beside.parts(
        "groups proven",
        checks,
        check -> check.proof(rows.getOrDefault(check.request(), List.of())));
  }

  /** What the replicator noted is read once, when it is known where all groups stand. */
  private static List<Piece> pieces(List<GroupCheck> checks, SideBySide beside) {
    List<List<Piece>> looked = beside.parts("groups found", checks, GroupCheck::pieces);
    List<Integer> numbers = IntStream.range(0, checks.size()).boxed().toList();
    return beside
        .parts("groups looked at", numbers, number -> checks.get(number).hinted(looked.get(number)))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /**
   * What several groups need of a partition is read once, where they read at the same isolation.
   */
  private IdentityHashMap<ProofRequest, List<Row>> compared(
      List<GroupCheck> checks, List<Piece> pieces, Described topics, SideBySide beside) {
    IdentityHashMap<ProofRequest, Lots.OneRow> judges = new IdentityHashMap<>();
    checks.forEach(check -> judges.put(check.request(), check.judge()));
    IdentityHashMap<ProofRequest, List<Row>> rows = new IdentityHashMap<>();
    for (Isolation isolation : Isolation.values()) {
      List<Piece> its =
          pieces.stream().filter(piece -> piece.request().isolation() == isolation).toList();
      rows.putAll(
          new Lots(source, target, isolation, budget, beside, new Judges(judges), topics::askLater)
              .rows(its));
    }
    return rows;
  }

  /** Each piece is judged by the check of its own group. */
  private record Judges(IdentityHashMap<ProofRequest, Lots.OneRow> checks) implements Lots.OneRow {
    @Override
    public Row of(
        Piece piece, Offsets.Of offsets, AheadLog source, AheadLog target, SharedWalk shared) {
      return judge(piece).of(piece, offsets, source, target, shared);
    }

    @Override
    public Row alone(Piece piece) {
      return judge(piece).alone(piece);
    }

    private Lots.OneRow judge(Piece piece) {
      Lots.OneRow judge = checks.get(piece.request());
      if (judge == null) {
        throw new IllegalStateException("nobody judges " + piece.pair());
      }
      return judge;
    }
  }

  /**
   * Whether the target holds every record of each topic, from where the source's log begins: for
   * topics that no group reads. What this prover compared before is not read again. Throws as
   * {@link #prove(ProofRequest, Progress)} does.
   *
   * @param request with the topics in {@link ProofRequest#only()}; its group is asked nothing
   */
  public List<TopicCoverage> cover(ProofRequest request, Progress progress) {
    try (SideBySide beside = new SideBySide("coverage", progress)) {
      ProofRequest goingOn = request.withProven(covered.of(request));
      return covered.seen(
          new CoverageCheck(source, target, profiles, budget, kept, goingOn, beside).run());
    }
  }
}
