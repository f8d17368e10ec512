package io.tidegate.parity;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what was counted into a verdict; the first that holds is shown. */
final class Verdicts {
  private final Question question;
  private final Sides sides;
  private final Bounds bounds;
  private final Account account;
  private final Findings findings;
  private final Start start;
  private final Doubts doubts;

  private record Finding(Verdict verdict, String reason) {}

  Verdicts(
      Question question, Sides sides, Bounds bounds, Account account, Start start, Doubts doubts) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.account = account;
    this.findings = account.findings();
    this.start = start;
    this.doubts = doubts;
  }

  Row row(long boundary, long sourceEnd, long targetEnd, Instant now) {
    long place = account.resumeOffset(sides.target(), targetEnd);
    Candidates candidates =
        doubts.recurs()
            ? Candidates.of(sides, boundary, sourceEnd, targetEnd, place, latest(place))
            : Candidates.NONE;
    Finding finding =
        moved(place, targetEnd)
            ? new Finding(Verdict.UNPROVEN, Reasons.movedOn())
            : finding(candidates);
    boolean unproven = finding.verdict() == Verdict.UNPROVEN;
    boolean ambiguous = finding.verdict() == Verdict.AMBIGUOUS;
    Long resume = resume(finding.verdict(), place, candidates);
    long offered = resume == null ? place : resume;
    Row row =
        new Row(
            question.pair(),
            question.committed(),
            resume,
            finding.verdict(),
            unproven ? Proof.NONE : Proof.RANGE_AND_SUFFIX,
            start.kind(),
            unproven ? Set.of() : obligations(),
            counts(now, offered, place),
            ambiguous ? candidates.offsets() : List.of(),
            Light.RED,
            finding.reason() + start.note(),
            question.targetCommitted(),
            resume == null ? null : grade(resume, targetEnd),
            new Boundary(
                Sights.around(sides.source(), boundary, sourceEnd),
                Sights.around(sides.target(), offered, targetEnd)));
    return row.withDivergence(
            new Divergence(sides, account)
                .around(finding.verdict(), row.boundary(), boundary, sourceEnd, targetEnd))
        .withLight(Lighting.alone(row));
  }

  /** What may be seeded, if only on a waiver or by a declared policy. */
  private @Nullable Long resume(Verdict verdict, long place, Candidates candidates) {
    return switch (verdict) {
      case EXACT, REPLAY, DIVERGED -> place;
      case AMBIGUOUS -> (Long) candidates.smallest();
      case EXPIRED_TARGET -> question.terms().resumeAtBegin() ? (Long) beginOr(place) : null;
      case UNPROVEN, OUT_OF_RANGE, NOT_REPLICATED_YET, SKIP, EXPIRED_SOURCE, UNCOMMITTED -> null;
    };
  }

  /**
   * The target's begin, as the policy says. Where records that are not unread come before the first
   * one that is, that one.
   */
  private long beginOr(long place) {
    long begin = sides.target().begin();
    return Reads.any(sides.target(), begin, place) ? place : begin;
  }

  private Finding finding(Candidates candidates) {
    long awaited = findings.tally().awaited();
    Losses losses = account.losses();
    if (account.extras().open() > 0) {
      return new Finding(Verdict.UNPROVEN, Reasons.undecided(account.extras().open()));
    }
    if (!frozen() && awaited > 0) {
      return new Finding(Verdict.NOT_REPLICATED_YET, Reasons.awaited(awaited));
    }
    if (!settled()) {
      return new Finding(Verdict.NOT_REPLICATED_YET, Reasons.resend());
    }
    if (!frozen() && account.extras().mayStandAtCleaned()) {
      return new Finding(Verdict.NOT_REPLICATED_YET, Reasons.mayStandAtCleaned());
    }
    if (doubts.twin()) {
      return new Finding(Verdict.NOT_REPLICATED_YET, Reasons.twin());
    }
    if (losses.lost() > 0) {
      // Which of equal records are there, and so whether any is lost, is not known: nothing to
      // seed.
      return doubts.recurs()
          ? new Finding(Verdict.UNPROVEN, Reasons.lostOrEqual(losses.lost()))
          : lost(losses); // whatever the replicator does with aborted records
    }
    if (doubts.abortedAhead()) {
      return new Finding(Verdict.UNPROVEN, Reasons.abortedAhead());
    }
    if (doubts.recurs()) {
      return new Finding(Verdict.AMBIGUOUS, Reasons.ambiguous(candidates));
    }
    if (account.strange() > 0 || account.reordered() > 0) {
      return new Finding(
          Verdict.DIVERGED,
          Reasons.diverged(
              account.extras().phantom(),
              account.extras().foreign(),
              account.extras().foreignFrom(),
              account.reordered()));
    }
    return found();
  }

  /**
   * Expired where all of them precede whatever the target still holds, and it has lost its head.
   */
  private Finding lost(Losses losses) {
    long begin = sides.target().begin();
    boolean atTheHead = losses.lastLost() < findings.images().lowest() && nothingBefore(losses);
    if (begin > 0 && atTheHead) {
      return new Finding(
          Verdict.EXPIRED_TARGET,
          Reasons.expiredTarget(losses.lost(), begin, question.terms().resumeAtBegin()));
    }
    return new Finding(Verdict.SKIP, Reasons.lost(losses.lost(), losses.which(), atTheHead));
  }

  private boolean nothingBefore(Losses losses) {
    long first = losses.which().stretches().get(0).fromOffset();
    return !new TargetHead(sides, bounds).holdsAnyBefore(findings.images(), first);
  }

  private Finding found() {
    String rest =
        Reasons.rest(
            frozen() ? 0 : findings.tally().pending(), account.aborted(), account.superseded());
    long replay = account.replay();
    Placement.@Nullable Place again = findings.place().again();
    return replay > 0
        ? new Finding(
            Verdict.REPLAY,
            Reasons.replay(replay, again == null ? null : again.offset(sides.target()), rest))
        : new Finding(Verdict.EXACT, Reasons.exact(rest));
  }

  private boolean moved(long place, long targetEnd) {
    return sides.source().begin() > start.sourceOffset()
        || sides.target().begin() > start.targetOffset()
        || place > targetEnd;
  }

  /**
   * What holds of the walk and of the place it came to. Where records of equal content leave open
   * which of them were paired, only what does not rest on the pairs.
   */
  private Set<Obligation> obligations() {
    EnumSet<Obligation> held = EnumSet.of(Obligation.PROFILE);
    if (question.frame().identified()) {
      held.add(Obligation.FRAME);
    }
    if (doubts.recurs()) {
      return held;
    }
    held.add(Obligation.ANCHOR); // there is no walk without a verified one
    if (account.extras().open() == 0) {
      held.add(Obligation.RANGE);
    }
    boolean inOrder = account.reordered() == 0;
    boolean nothingElse =
        account.losses().lost() == 0 && account.strange() == 0 && account.extras().open() == 0;
    if (account.extras().replayed() == 0
        && findings.place().readRecordsBelow(findings.boundaryOrdinal())) {
      held.add(Obligation.BEFORE);
    }
    if (inOrder) {
      held.add(Obligation.ORDER);
    }
    if (settled()
        && !account.extras().mayStandAtCleaned()
        && !doubts.twin()
        && !doubts.abortedAhead()) {
      held.add(Obligation.SETTLED);
    }
    if (nothingElse && account.replay() == 0) {
      held.add(Obligation.SUFFIX);
      if (inOrder) {
        held.add(Obligation.AFTER);
      }
    }
    return held;
  }

  private Counts counts(Instant now) {
    Tally tally = findings.tally();
    Counts counts =
        new Counts(
            findings.unreadSeen(),
            account.replay(),
            replaySpan(),
            account.losses().lost(),
            0,
            Duration.ZERO,
            frozen() ? 0 : tally.awaited(),
            account.aborted(),
            account.extras().phantom(),
            account.extras().foreign(),
            account.reordered(),
            account.superseded());
    return frozen() ? counts : counts.withPending(tally.pending(), tally.pendingSince(), now);
  }

  /** With what comes again besides, from a place before the one that the walk came to. */
  private Counts counts(Instant now, long offered, long place) {
    TimeSpan covered = new TimeSpan();
    long[] records = {0};
    Reads.each(
        sides.target(),
        offered,
        place,
        record -> {
          records[0]++;
          covered.met(record);
          return true;
        });
    Counts counts = counts(now);
    Duration span = covered.length();
    return counts.withReplay(
        counts.replay() + records[0],
        span.compareTo(counts.replaySpan()) < 0 ? counts.replaySpan() : span);
  }

  /** Newest minus oldest of what comes again, by the source's timestamps. */
  private Duration replaySpan() {
    return ReplaySpan.of(sides.source(), findings.place().replayed());
  }

  private @Nullable Grade grade(long resume, long targetEnd) {
    Long offset = question.targetCommitted();
    return offset == null
        ? null
        : Grading.of(sides.target(), offset, resume, latest(resume), targetEnd);
  }

  /** Target offset of T0. */
  private long latest(long place) {
    Placement.Place latest = findings.place().latest();
    return latest == null ? place : latest.offset(sides.target());
  }

  private boolean frozen() {
    return question.terms().frozen();
  }

  private boolean settled() {
    return frozen() || findings.settled();
  }
}
