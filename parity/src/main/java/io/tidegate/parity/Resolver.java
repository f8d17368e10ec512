package io.tidegate.parity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door: says where on the target a group resumes, and how that is known.
 *
 * <p>Guarantee: EXACT is said only where what the target delivers from the resume point on,
 * followed by what a replicator sends that goes on after its last matched record, is exactly the
 * unread records in their order. Limit: a crash of the replicator after the check is covered by no
 * proof.
 *
 * <p>Memory is bounded whatever the lag: two rings of records, and at most 10,000 runs. One
 * resolver may serve many threads.
 */
public final class Resolver {
  private final InstantSource clock;
  private final Pause pause;
  private final Bounds bounds;

  /**
   * Both may be of a test: nothing else here tells the time, or waits.
   *
   * @param clock by which a settle time ends, and pending records are as old as they are
   * @param pause between two looks at a pipe that has not settled
   */
  public Resolver(InstantSource clock, Pause pause) {
    this(clock, pause, Bounds.DEFAULT);
  }

  Resolver(InstantSource clock, Pause pause, Bounds bounds) {
    this.clock = clock;
    this.pause = pause;
    this.bounds = bounds;
  }

  /**
   * Resolves one question. Waits for the pipe through {@link Pause}, at most the question's settle
   * time.
   *
   * @param source at the question's isolation level
   * @param target at the question's isolation level
   * @throws LogUnavailable if a log cannot be read; ask again, or show {@link Row#unproven}
   */
  public Row resolve(Question question, PartitionLog source, PartitionLog target) {
    return resolve(question, source, target, new SharedWalk());
  }

  /**
   * The same, of several positions of one partition one after the other, lowest first: what they
   * need of the logs is read once. Each answer is the one that the question has alone. Throws as
   * {@link #resolve(Question, PartitionLog, PartitionLog)} does.
   */
  public Row resolve(
      Question question, PartitionLog source, PartitionLog target, SharedWalk shared) {
    if (source.isolation() != question.isolation() || target.isolation() != question.isolation()) {
      throw new IllegalArgumentException(
          "logs at "
              + source.isolation()
              + " and "
              + target.isolation()
              + " for a group that reads "
              + question.isolation());
    }
    if (!question.frame().samePartitionCount()) {
      throw new IllegalArgumentException(
          question.pair().name()
              + ": where partition counts differ, the whole topic is asked of Repartitioned");
    }
    try {
      return position(question, source, target, shared);
    } catch (NotProven e) {
      return Row.unproven(
          question.pair(), question.committed(), question.targetCommitted(), e.reason());
    }
  }

  /**
   * Calibrates a topic, and tries again while the pipe settles; at once where the source is empty.
   *
   * @param maskSchemaId on request: schema ids inside values were rewritten
   */
  public Calibration calibrate(
      Collection<Calibration.Sides> topic, boolean maskSchemaId, Duration settle) {
    return settled(settle, () -> Calibration.of(topic, maskSchemaId));
  }

  /**
   * Calibrates a topic whose partition counts differ, and tries again while the pipe settles; at
   * once where the source is empty.
   *
   * @param maskSchemaId on request: schema ids inside values were rewritten
   */
  public Calibration calibrateAcross(
      Collection<PartitionLog> sources,
      Collection<PartitionLog> targets,
      boolean maskSchemaId,
      Duration settle) {
    return settled(settle, () -> Calibration.acrossPartitions(sources, targets, maskSchemaId));
  }

  private Calibration settled(Duration settle, Supplier<Calibration> attempt) {
    Patience patience = new Patience(clock, pause, settle);
    Calibration calibration = attempt.get();
    while (mayPass(calibration) && patience.waited()) {
      calibration = attempt.get();
    }
    return calibration;
  }

  private static boolean mayPass(Calibration calibration) {
    return calibration instanceof Calibration.Uncalibrated not && not.mayPass();
  }

  private Row position(
      Question question, PartitionLog source, PartitionLog target, SharedWalk shared) {
    long captured = source.end();
    long begin = source.begin();
    refuseWhatHasMoved(question.frame());
    Long committed = question.committed();
    boolean sourceEmpty = !Reads.anyNear(source, begin, captured, committed);
    if (sourceEmpty || question.terms().frozen()) {
      refuseUndecided(question, source, begin, captured);
    }
    if (committed == null) {
      return sourceEmpty
          ? nothingToRead(question, target)
          : byPolicy(
              question,
              Verdict.UNCOMMITTED,
              question.terms().uncommitted(),
              false,
              source,
              target,
              shared);
    }
    if (committed < 0 || committed > captured) {
      if (committed > captured && committed <= source.at(Isolation.READ_UNCOMMITTED).end()) {
        throw new NotProven(
            "the committed offset "
                + committed
                + " lies in a transaction that is still open; wait until it ends and check again");
      }
      return byPolicy(
          question,
          Verdict.OUT_OF_RANGE,
          question.terms().outOfRange(),
          sourceEmpty,
          source,
          target,
          shared);
    }
    Row row =
        sourceEmpty
            ? nothingToRead(question, target)
            : resolved(question, Math.max(committed, begin), captured, source, target, shared);
    return committed < begin ? expired(question, row, begin) : row;
  }

  /** As resolved from the source's begin; seeded only where the owner declared it. */
  private static Row expired(Question question, Row row, long begin) {
    String what =
        "the committed offset "
            + question.committed()
            + " has expired on the source, whose log begins at "
            + begin;
    if (question.terms().resumeAtBegin()) {
      return named(
          row, Verdict.EXPIRED_SOURCE, what + "; by the declared policy it resumes at that begin");
    }
    String undeclared = what + " and no policy is declared for that; declare that it resumes there";
    boolean asGood = asGoodAsItGets(row);
    return (asGood
            ? row.saying(Verdict.EXPIRED_SOURCE, undeclared)
            : row.saying(row.verdict(), undeclared + ": " + row.reason()))
        .withoutResume();
  }

  /**
   * The worse of the two verdicts; where the position is as good as it gets, its cause is shown.
   */
  private static Row named(Row row, Verdict verdict, String what) {
    Row named =
        row.saying(asGoodAsItGets(row) ? verdict : row.verdict(), what + ": " + row.reason());
    return named.withLight(Lighting.alone(named));
  }

  private static boolean asGoodAsItGets(Row row) {
    return row.verdict() == Verdict.EXACT || row.verdict() == Verdict.REPLAY;
  }

  private static void refuseWhatHasMoved(Frame frame) {
    if (frame.broken() != null) {
      throw new NotProven(frame.broken() + ": take inventory again and check anew");
    }
  }

  /**
   * Where the source shows nothing, all that the target held before would be left out; where it is
   * frozen, all that is to come.
   */
  private static void refuseUndecided(
      Question question, PartitionLog source, long begin, long captured) {
    PartitionLog all = source.at(Isolation.READ_UNCOMMITTED);
    boolean frozen = question.terms().frozen();
    boolean leavesOut = frozen || question.targetEndBefore() > 0;
    if (leavesOut
        && question.isolation() == Isolation.READ_COMMITTED
        && Reads.any(all, captured, all.end())) {
      throw new NotProven(Reasons.open());
    }
    if (!frozen && Reads.any(all, begin, captured)) {
      throw new NotProven(Reasons.abortedOnly());
    }
  }

  private Row resolved(
      Question question,
      long boundary,
      long captured,
      PartitionLog source,
      PartitionLog target,
      SharedWalk shared) {
    Profile profile = question.profile();
    if (profile == null) {
      long targetEnd = target.end();
      if (!Reads.any(target, target.begin(), targetEnd)) {
        return Unanchored.nothingCopied(
            question, source, boundary, captured, source.end(), clock.instant());
      }
      throw new NotProven(Reasons.notCalibrated());
    }
    Sides sides = new Sides(source, target, new Identity(profile));
    Patience patience = new Patience(clock, pause, settleOf(question));
    Cut cut = Cut.of(question, sides, bounds, boundary, captured);
    return cut == null
        ? shared.row(question, sides, bounds, boundary, captured, patience, clock)
        : cut.row(shared, patience, clock);
  }

  private static Duration settleOf(Question question) {
    return question.terms().frozen() ? Duration.ZERO : question.terms().settle();
  }

  /** The image of the source's begin or end where the owner declared it, or the worse verdict. */
  private Row byPolicy(
      Question question,
      Verdict verdict,
      Reset policy,
      boolean sourceEmpty,
      PartitionLog source,
      PartitionLog target,
      SharedWalk shared) {
    String what =
        verdict == Verdict.UNCOMMITTED
            ? "the group has no committed offset here"
            : "the committed offset " + question.committed() + " lies outside the source's log";
    if (policy == Reset.FAIL) {
      return row(
          question,
          null,
          verdict,
          Set.of(),
          what + " and no policy is declared; declare where it starts, or let it commit",
          null);
    }
    long captured = source.end();
    long boundary = policy == Reset.EARLIEST ? source.begin() : captured;
    Row row =
        sourceEmpty
            ? nothingToRead(question, target)
            : resolved(question, boundary, captured, source, target, shared);
    return named(
        row,
        verdict,
        what
            + "; by the declared policy it starts at the source's "
            + (policy == Reset.EARLIEST ? "begin" : "end"));
  }

  /** No record was compared, so nothing is said of how records are told apart and paired. */
  private static Row nothingToRead(Question question, PartitionLog target) {
    long resume = question.targetEndBefore();
    long end = target.end();
    if (resume < target.begin() || resume > end) {
      throw new NotProven(Reasons.movedOn());
    }
    Long offset = question.targetCommitted();
    EnumSet<Obligation> held =
        EnumSet.of(Obligation.BEFORE, Obligation.AFTER, Obligation.ORDER, Obligation.SUFFIX);
    if (question.frame().identified()) {
      held.add(Obligation.FRAME);
    }
    return row(
        question,
        resume,
        Verdict.EXACT,
        held,
        "the source holds no record here; resume at the target's end",
        offset == null ? null : Grading.of(target, offset, resume, resume, end));
  }

  private static Row row(
      Question question,
      @Nullable Long resume,
      Verdict verdict,
      Set<Obligation> held,
      String reason,
      @Nullable Grade grade) {
    boolean exact = verdict == Verdict.EXACT;
    Row row =
        new Row(
            question.pair(),
            question.committed(),
            resume,
            verdict,
            exact ? Proof.RANGE_AND_SUFFIX : Proof.NONE,
            Anchor.NONE,
            held,
            Counts.NONE,
            List.of(),
            Light.RED,
            reason,
            question.targetCommitted(),
            grade,
            Boundary.UNKNOWN);
    return row.withLight(Lighting.alone(row));
  }
}
