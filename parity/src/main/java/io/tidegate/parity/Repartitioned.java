package io.tidegate.parity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The door for topics whose partition counts differ: one row a target partition.
 *
 * <pre>
 * source 0 | a b S c d        c d f: unread
 * source 1 | e S f
 * target 0 | a [c e] d        resumes at c; e comes again
 * target 1 | b
 * target 2 |  [f]
 * </pre>
 *
 * Each resumes at the first of its records that is unread, so nothing is skipped; the order of the
 * records of one key is not proven. Where an unread record is on no target partition, every row is
 * SKIP. Limit: records that a replicator sends again after the check are covered by no proof.
 *
 * <p>Memory is bounded whatever the lag: records are looked up in lots of {@value #LOT}, the other
 * side is read once for each.
 */
public final class Repartitioned {
  /** Contents held at a time. */
  static final int LOT = 524_288;

  /** Lots of unread records, and of target records; beyond, the topic is UNPROVEN. */
  static final int MOST_LOTS = 64;

  private final InstantSource clock;
  private final Pause pause;
  private final int lot;

  /**
   * Both may be of a test: nothing else here tells the time, or waits.
   *
   * @param clock by which a settle time ends, and pending records are as old as they are
   * @param pause between two looks at a pipe that has not settled
   */
  public Repartitioned(InstantSource clock, Pause pause) {
    this(clock, pause, LOT);
  }

  Repartitioned(InstantSource clock, Pause pause, int lot) {
    this.clock = clock;
    this.pause = pause;
    this.lot = lot;
  }

  /**
   * Resolves all partitions of one topic, in the order of its targets. Waits for the pipe through
   * {@link Pause}, at most the settle time of its terms.
   *
   * @throws LogUnavailable if a log cannot be read
   */
  public List<Row> rows(RepartitionedTopic topic) {
    try {
      return resolved(topic);
    } catch (NotProven e) {
      return topic.targets().stream()
          .map(target -> Row.unproven(target.pair(), null, target.committed(), e.reason()))
          .toList();
    }
  }

  private List<Row> resolved(RepartitionedTopic topic) {
    Profile profile = topic.profile();
    if (topic.frame().broken() != null) {
      throw new NotProven(topic.frame().broken() + ": take inventory again and check anew");
    }
    if (profile == null) {
      throw new NotProven(Reasons.notCalibrated());
    }
    List<ReadSource> sources =
        topic.sources().stream().map(at -> ReadSource.of(at, topic)).toList();
    boolean frozen = topic.terms().frozen();
    Patience patience = new Patience(clock, pause, frozen ? Duration.ZERO : topic.terms().settle());
    Spread spread = look(topic, sources, profile, targetEnds(topic));
    while (!frozen && spread.toCome() && patience.waited()) {
      // With ends that move on, there is always another transaction that is open.
      List<Long> ends = spread.open() > 0 ? spread.targetEnds() : targetEnds(topic);
      spread = look(topic, sources, profile, ends);
    }
    if (spread.open() > 0) {
      throw new NotProven(Reasons.undecided(spread.open()));
    }
    Spread found = spread;
    return found.places().stream().map(place -> row(topic, sources, found, place)).toList();
  }

  private Spread look(
      RepartitionedTopic topic, List<ReadSource> sources, Profile profile, List<Long> targetEnds) {
    return new Spreading(topic, targetEnds, sources, new Identity(profile), lot).look();
  }

  private static List<Long> targetEnds(RepartitionedTopic topic) {
    return topic.targets().stream().map(target -> target.log().end()).toList();
  }

  private Row row(
      RepartitionedTopic topic, List<ReadSource> sources, Spread spread, Spread.Place place) {
    boolean first = spread.places().indexOf(place) == 0;
    Verdict verdict = verdict(topic, sources, spread, place);
    Long resume = seedable(topic, sources, verdict) ? (Long) place.resume() : null;
    RepartitionedTopic.Target target = place.target();
    Long offset = target.committed();
    Row row =
        new Row(
            target.pair(),
            null,
            resume,
            verdict,
            verdict == Verdict.UNPROVEN ? Proof.NONE : Proof.RANGE_AND_SUFFIX,
            Anchor.NONE,
            verdict == Verdict.UNPROVEN ? Set.of() : held(topic.frame(), spread, place),
            counts(topic, spread, place, first),
            List.of(),
            Light.RED,
            reason(verdict, spread, place, resume != null),
            offset,
            offset == null || resume == null
                ? null
                : Grading.of(target.log(), offset, resume, resume, place.end()),
            new Boundary(List.of(), Sights.around(target.log(), place.resume(), place.end())));
    return row.withLight(Lighting.alone(row));
  }

  private static boolean seedable(
      RepartitionedTopic topic, List<ReadSource> sources, Verdict verdict) {
    return switch (verdict) {
      case REPLAY, DIVERGED, OUT_OF_RANGE, EXPIRED_SOURCE, UNCOMMITTED ->
          sources.stream().allMatch(source -> source.declared(topic.terms()));
      default -> false;
    };
  }

  /** A position by policy is judged as any other: what is lost or strange is shown before it. */
  private static Verdict verdict(
      RepartitionedTopic topic, List<ReadSource> sources, Spread spread, Spread.Place place) {
    Set<Verdict> positions = EnumSet.noneOf(Verdict.class);
    sources.forEach(source -> source.verdict().ifPresent(positions::add));
    if (spread.skip() > 0 && (topic.frame().sourceCompacts() || topic.frame().targetCompacts())) {
      return Verdict.UNPROVEN;
    }
    if (positions.contains(Verdict.OUT_OF_RANGE) && topic.terms().outOfRange() == Reset.FAIL) {
      return Verdict.OUT_OF_RANGE;
    }
    if (spread.awaited() > 0) {
      return Verdict.NOT_REPLICATED_YET;
    }
    if (spread.skip() > 0) {
      return Verdict.SKIP;
    }
    if (place.phantom() + place.foreign() > 0) {
      return Verdict.DIVERGED;
    }
    // In the order of the verdicts; where none is left, partition counts that differ only replay.
    return positions.stream().findFirst().orElse(Verdict.REPLAY);
  }

  private static String reason(
      Verdict verdict, Spread spread, Spread.Place place, boolean declared) {
    return switch (verdict) {
      case UNPROVEN ->
          Reasons.of(spread.skip(), "unread record is", "unread records are")
              + " on no target partition and a side is compacted, so it is not known whether "
              + (spread.skip() == 1 ? "it is" : "they are")
              + " lost; check again with compaction off";
      case OUT_OF_RANGE ->
          byPolicy("a committed offset of this topic lies outside its source log", place, declared);
      case EXPIRED_SOURCE ->
          byPolicy("a committed offset of this topic has expired on the source", place, declared);
      case UNCOMMITTED ->
          byPolicy(
              "the group has no committed offset on a source partition of this topic",
              place,
              declared);
      case NOT_REPLICATED_YET ->
          spread.awaited()
              + " records or more that the group has read are still to arrive on the target and"
              + " would be processed again; let the replicator catch up and check again";
      case SKIP ->
          Reasons.of(spread.skip(), "unread record is", "unread records are")
              + " on no target partition"
              + Reasons.willNotCome(spread.skip());
      case DIVERGED -> Reasons.diverged(place.phantom(), place.foreign(), null, 0);
      default ->
          "the partition counts differ: from the first unread record on "
              + comeAgain(place)
              + (spread.pending() > 0
                  ? "; "
                      + Reasons.of(spread.pending(), "unread record", "unread records")
                      + (spread.pending() == 1 ? " of the topic is" : " of the topic are")
                      + " still to arrive"
                  : "")
              + "; resume here if the owner tolerates it";
    };
  }

  private static String byPolicy(String what, Spread.Place place, boolean declared) {
    return what
        + (declared
            ? "; by the declared policy this partition resumes here, where " + comeAgain(place)
            : " and no policy is declared for that; declare where it starts, or let it commit");
  }

  private static String comeAgain(Spread.Place place) {
    return Reasons.of(place.replay(), "record comes", "records come")
        + " again and the order of each key is not proven";
  }

  private static Set<Obligation> held(Frame frame, Spread spread, Spread.Place place) {
    EnumSet<Obligation> held = EnumSet.of(Obligation.PROFILE);
    if (frame.identified()) {
      held.add(Obligation.FRAME);
    }
    boolean nothingLost = spread.skip() == 0;
    if (nothingLost) {
      held.add(Obligation.RANGE);
    }
    if (place.readAgain() == 0) {
      held.add(Obligation.BEFORE);
    }
    if (nothingLost && place.replay() + place.phantom() + place.foreign() == 0) {
      held.add(Obligation.SUFFIX);
    }
    return held;
  }

  /** What is true of the topic is counted on its first row, since a group sums its rows. */
  private Counts counts(
      RepartitionedTopic topic, Spread spread, Spread.Place place, boolean first) {
    boolean live = !topic.terms().frozen();
    Counts counts =
        new Counts(
            place.unread(),
            place.replay(),
            place.replay() == 0 ? Duration.ZERO : spread.replaySpan(),
            spread.skip(),
            0,
            Duration.ZERO,
            live && first ? spread.awaited() : 0,
            first ? spread.aborted() : 0,
            place.phantom(),
            place.foreign(),
            0,
            0);
    Long oldest = spread.oldestPendingMs();
    return live && first
        ? counts.withPending(
            spread.pending(), oldest == null ? null : Instant.ofEpochMilli(oldest), clock.instant())
        : counts;
  }

  /**
   * One source partition with its boundary.
   *
   * @param boundary the offset from which records are unread: the commit, or what its policy makes
   *     of none
   * @param captured the end when the check began
   * @param position what is wrong with the commit; null for nothing
   */
  record ReadSource(PartitionLog log, long boundary, long captured, @Nullable Verdict position) {

    static ReadSource of(RepartitionedTopic.Source source, RepartitionedTopic topic) {
      PartitionLog log = source.log();
      long captured = log.end();
      long begin = log.begin();
      Long committed = source.committed();
      Terms terms = topic.terms();
      if (committed == null) {
        boolean nothing = !Reads.any(log, begin, captured);
        return nothing
            ? new ReadSource(log, captured, captured, null)
            : new ReadSource(
                log, place(terms.uncommitted(), begin, captured), captured, Verdict.UNCOMMITTED);
      }
      if (committed > captured) {
        if (committed <= log.at(Isolation.READ_UNCOMMITTED).end()) {
          throw new NotProven(
              "the committed offset "
                  + committed
                  + " of "
                  + log.name()
                  + " lies in a transaction that is still open; wait until it ends and check"
                  + " again");
        }
        return new ReadSource(
            log, place(terms.outOfRange(), begin, captured), captured, Verdict.OUT_OF_RANGE);
      }
      return committed < begin
          ? new ReadSource(log, begin, captured, Verdict.EXPIRED_SOURCE)
          : new ReadSource(log, committed, captured, null);
    }

    /**
     * Without a policy nothing is seeded; the begin then counts too much rather than too little.
     */
    private static long place(Reset policy, long begin, long captured) {
      return policy == Reset.LATEST ? captured : begin;
    }

    Optional<Verdict> verdict() {
      return Optional.ofNullable(position);
    }

    /** Whether its owner has said where a group starts that stands like this. */
    boolean declared(Terms terms) {
      if (position == Verdict.UNCOMMITTED) {
        return terms.uncommitted() != Reset.FAIL;
      }
      if (position == Verdict.OUT_OF_RANGE) {
        return terms.outOfRange() != Reset.FAIL;
      }
      return position != Verdict.EXPIRED_SOURCE || terms.resumeAtBegin();
    }
  }
}
