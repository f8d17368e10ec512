package io.tidegate.parity;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question asked of two logs, again and again until the pipe has settled or the time is up.
 *
 * <pre>
 * source | ...... S ........... C ..... D      S committed, C the end captured then, D the end now
 * target | ...... T ................. E        E is taken before D: all below E came from below D
 * </pre>
 *
 * S and C stay the same over all looks; E and D move on.
 */
final class Check implements AutoCloseable {
  private static final Set<Verdict> REPEATS_MAY_HIDE_BETTER =
      EnumSet.of(Verdict.AMBIGUOUS, Verdict.DIVERGED, Verdict.REPLAY);

  /** Decided by one walk; where something is missing, what was seen before it counts as well. */
  private static final Set<Verdict> BY_THE_WALK =
      EnumSet.of(Verdict.EXACT, Verdict.REPLAY, Verdict.DIVERGED);

  private final Question question;
  private final Sides sides;
  private final Bounds bounds;
  private final long boundary;
  private final long captured;
  private final Walk.Cuts cuts;
  private final Course course;
  private final Twins twins;
  private final @Nullable Walked walked;

  private @Nullable Habit habit;
  private long sourceEnd;
  private long targetEnd;
  private boolean targetEndHeld;
  private boolean pairedFromTheEnd;
  private boolean repeats;

  /** With what a check of another group went along just now; null for nothing. */
  Check(
      Question question,
      Sides sides,
      Bounds bounds,
      long boundary,
      long captured,
      @Nullable Walked walked) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.boundary = boundary;
    this.captured = captured;
    this.cuts = new Walk.Cuts(boundary, captured, Long.MAX_VALUE);
    this.course = new Course(question, sides, bounds, cuts, walked);
    this.twins = new Twins(sides, bounds);
    this.walked = walked;
  }

  Row run(Patience patience, InstantSource clock) {
    Row row = look(patience.over(), clock);
    while (row == null) {
      course.rest();
      row = look(!patience.waited(), clock);
    }
    return row;
  }

  /** Whether it is by what another walked, and may not be what it says, or hands on, alone. */
  boolean mayDiffer(Row row) {
    boolean handedOn = row.proven() != null || row.verdict() == Verdict.DIVERGED;
    return course.leftIt() || (course.tookUp() && !(isByTheWalk(row) && handedOn));
  }

  private boolean isByTheWalk(Row row) {
    return BY_THE_WALK.contains(row.verdict()) && !repeats;
  }

  /** What others may take up; null where the answer rests on more than one walk. */
  @Nullable Walked walked(Row row) {
    return pairedFromTheEnd || !isByTheWalk(row) ? null : course.walked(sourceEnd);
  }

  /** One look at both logs; null where waiting may help and there is time. */
  private @Nullable Row look(boolean last, InstantSource clock) {
    if (!targetEndHeld) {
      targetEnd = Reads.end(sides.target(), walked == null ? 0 : walked.standing().bOffset());
    }
    sourceEnd = Reads.end(sides.source(), walked == null ? 0 : walked.sourceEnd());
    Walk going = course.advance(last, sourceEnd, targetEnd);
    if (going == null) {
      return last
          ? new Unanchored(question, sides, bounds, boundary, captured)
              .row(targetEnd, sourceEnd, clock)
          : null;
    }
    Images images = new Images(going.runs(), course.boundaryOrdinal(going, sourceEnd));
    boolean reached = !Reads.any(sides.source(), images.highest().lastSourceOffset() + 1, captured);
    if (!last && !(images.settled() && reached)) {
      targetEndHeld = false;
      return null;
    }
    return judge(going, images, last, clock);
  }

  private @Nullable Row judge(Walk going, Images images, boolean last, InstantSource clock) {
    Findings near = findings(going, images, going.extras());
    Start own = course.own();
    long earlier =
        new LookBack(question, sides, course.wentOn()).from(near, own, boundary, targetEnd);
    if (earlier < own.targetOffset()) {
      if (course.tookUp()) {
        throw new NotProven("what lies before it has to be looked at; ask alone");
      }
      course.restart(own.lookingBackTo(earlier));
      return look(last, clock);
    }
    Start start = course.start();
    boolean strayRecurs = false;
    boolean strayed = false;
    Findings findings = near;
    if (near.extrasMatter()) {
      Strays strays = new Strays(sides, bounds, cuts);
      Landmarks landmarks = going.sourceLandmarks();
      long from = near.mattersFrom(boundary);
      Strays.Placed placed = strays.place(near.unsearched(), landmarks, from, sourceEnd);
      findings = with(placed, going, images);
      if (from > 0 && !findings.beyond().isEmpty()) {
        // One that was found moved T* to before others, which were not looked for everywhere.
        placed = strays.place(near.unsearched(), landmarks, 0, sourceEnd);
        findings = with(placed, going, images);
      }
      strayRecurs = placed.recur();
      strayed = !placed.images().isEmpty();
    }
    if (!last && !findings.settled()) {
      targetEndHeld = false;
      return null;
    }
    Doubts doubts = doubts(findings, start, strayRecurs);
    if (doubts.aboutAborted()) {
      Habit known = habit(findings, last);
      doubts = doubts.knowing(known, question.isolation());
      if (known == Habit.LEAVES_OUT_ABORTED) {
        findings = leavingOutAborted(findings);
      }
    }
    if (!last && doubts.mayPass()) {
      targetEndHeld = doubts.undecided();
      return null;
    }
    Row row = answered(going, findings, start, doubts, clock);
    if (!last && row.verdict() == Verdict.NOT_REPLICATED_YET) {
      targetEndHeld = false;
      return null;
    }
    boolean unknown = row.verdict() == Verdict.UNPROVEN && doubts.recurs();
    if (unknown || REPEATS_MAY_HIDE_BETTER.contains(row.verdict())) {
      row = better(row, findings.images(), clock);
    }
    return strayed ? row : handingOn(row, going, start);
  }

  /** Only what a position rests on is handed on, and only where no cleaner changes it. */
  private Row handingOn(Row row, Walk going, Start from) {
    Frame frame = question.frame();
    boolean rests = row.verdict() == Verdict.EXACT || row.verdict() == Verdict.REPLAY;
    boolean kept = rests && !frame.sourceCompacts() && !frame.targetCompacts();
    return kept && !pairedFromTheEnd
        ? row.withProven(
            Handover.of(going, from, sides.profile(), question.isolation(), frame, bounds))
        : row;
  }

  /** A second walk, where records repeat, if it comes to EXACT. */
  private Row better(Row row, Images images, InstantSource clock) {
    Start other =
        pairedFromTheEnd
            ? null
            : new Repeats(sides, bounds, frozen())
                .fromTheEnd(row, images, boundary, sourceEnd, targetEnd);
    if (other == null) {
      return row;
    }
    pairedFromTheEnd = true;
    course.restart(other);
    try {
      Row again = look(true, clock);
      return again != null && again.verdict() == Verdict.EXACT ? again : row;
    } catch (NotProven notThisWay) {
      return row;
    }
  }

  /** Asked for when it first matters; what little there was to see may be more at the last look. */
  private Habit habit(Findings findings, boolean last) {
    Habit known = habit;
    if (known == null || (last && known == Habit.UNKNOWN)) {
      known = Habit.of(sides, findings.reached().next(), targetEnd);
      habit = known;
    }
    return known;
  }

  private Findings leavingOutAborted(Findings findings) {
    if (question.isolation() == Isolation.READ_COMMITTED) {
      return findings;
    }
    return findings.with(
        findings
            .tally()
            .leavingOutAborted(
                sides.source(), findings.reached().next(), boundary, captured, sourceEnd));
  }

  private Row answered(
      Walk going, Findings findings, Start from, Doubts doubts, InstantSource clock) {
    Losses losses =
        new Missing(sides, bounds, findings, going.sourceLandmarks(), question.frame())
            .told(boundary, sourceEnd);
    boolean anyUnread = findings.images().anyUnread();
    boolean nothingToCome = frozen() && !anyUnread && losses.lost() == 0;
    Origins.Split extras = Origins.Split.NONE;
    if (!nothingToCome) {
      extras =
          new Origins(
                  sides,
                  bounds,
                  findings.images().runs(),
                  question.frame().sourceCompacts(),
                  boundary,
                  sourceEnd,
                  targetEnd)
              .split(findings.beyond(), anyUnread ? null : findings.place().target());
    }
    Account account = new Account(findings, losses, extras, nothingToCome);
    return new Verdicts(question, sides, bounds, account, from, doubts)
        .row(boundary, sourceEnd, targetEnd, clock.instant());
  }

  private Findings findings(Walk going, Images images, List<Extra> extras) {
    Reached reached = Reached.of(sides, bounds, images, extras, sourceEnd);
    Tally tally = Tally.of(sides.source(), reached.next(), boundary, captured, sourceEnd);
    return Findings.of(
        frozen(), images, reached, tally, extras, course.boundaryOrdinal(going, sourceEnd));
  }

  /** With the images that stand far out of order, and without those extras. */
  private Findings with(Strays.Placed placed, Walk going, Images images) {
    List<Run> runs = new ArrayList<>(going.runs());
    runs.addAll(placed.images());
    runs.sort(Comparator.comparingLong(Run::target));
    List<Extra> extras = placed.extrasAnd(going.extras());
    bounds.refuseFragments(runs.size() + extras.size());
    Images all =
        placed.images().isEmpty()
            ? images
            : new Images(runs, course.boundaryOrdinal(going, sourceEnd));
    return findings(going, all, extras);
  }

  private Doubts doubts(Findings findings, Start from, boolean strayRecurs) {
    Images images = findings.images();
    boolean undecided = !findings.beyond().isEmpty() && transactionOpen();
    Twins.Recurrence tail =
        frozen()
            ? Twins.Recurrence.NONE
            : twins.recurrence(images.last().lastSourceOffset(), sourceEnd);
    boolean missingRepeats =
        !tail.shown()
            && !findings.missing().isEmpty()
            && twins.missingRepeats(findings, from, boundary, sourceEnd, targetEnd);
    boolean abortedAhead = !frozen() && twins.abortedAhead(findings.reached().next(), captured);
    boolean tailRecurs =
        tail.shown()
            && !new Vouched(sides, bounds).forEnd(findings, from, question, sourceEnd, targetEnd);
    boolean recurs = tailRecurs || missingRepeats || strayRecurs;
    repeats = recurs || tail.any();
    return new Doubts(undecided, tail.aborted(), recurs, abortedAhead);
  }

  private boolean frozen() {
    return question.terms().frozen();
  }

  private boolean transactionOpen() {
    return question.isolation() == Isolation.READ_COMMITTED
        && sides.source().at(Isolation.READ_UNCOMMITTED).end() > sourceEnd;
  }

  @Override
  public void close() {
    course.close();
  }
}
