package io.tidegate.parity;

import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks questions of logs in memory; time moves only when a check pauses. */
final class Checks {
  static final PartitionPair PAIR = new PartitionPair("orders", 0, "orders", 0);
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final Bounds SMALL = new Bounds(3, 4, 10_000, 5, 10_000, 8_192);

  private Checks() {}

  static final class FakeTime implements InstantSource, Pause {
    private Instant now = NOON;
    private Runnable meanwhile = () -> {};
    private int pauses;

    /** What the world does at each pause. */
    FakeTime meanwhile(Runnable happens) {
      this.meanwhile = happens;
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public void pause(Duration atMost) {
      now = now.plus(atMost);
      pauses++;
      meanwhile.run();
    }

    int pauses() {
      return pauses;
    }
  }

  static Question live(MemoryLog source, MemoryLog target, long committed) {
    return question(source, target, committed, false);
  }

  static Question frozen(MemoryLog source, MemoryLog target, long committed) {
    return question(source, target, committed, true);
  }

  static Question of(Pipe pipe, boolean frozen, Pipe.Kind kind) {
    boolean time = !kind.has(Pipe.May.APPEND_TIME);
    Isolation isolation = pipe.source().isolation();
    Profile plain = Profile.plain(time, isolation);
    boolean headers = kind.has(Pipe.May.LEAVE_HEADERS);
    Profile profile = headers ? plain.withOffsetHeader("redpanda-migrator-offset") : plain;
    return Question.of(PAIR, pipe.committed(), isolation, profile, pipe.target().end())
        .withTerms(
            Terms.strict().withResumeAtBegin(true).withFrozen(frozen).withSettle(Duration.ZERO))
        .withFrame(
            new Frame(
                null,
                true,
                kind.has(Pipe.May.CLEAN_SOURCE),
                kind.has(Pipe.May.CLEAN_TARGET),
                "source",
                "target"));
  }

  /** As if the group had never committed here. */
  static Question uncommitted(Question question, Reset policy) {
    return new Question(
        question.pair(),
        null,
        question.isolation(),
        question.profile(),
        question.hints(),
        question.terms().withUncommitted(policy),
        question.frame(),
        question.targetEndBefore(),
        null);
  }

  private static Question question(
      MemoryLog source, MemoryLog target, @Nullable Long committed, boolean frozen) {
    Question question =
        Question.of(
            PAIR,
            committed,
            source.isolation(),
            Profile.plain(true, source.isolation()),
            target.end());
    return question.withTerms(Terms.strict().withFrozen(frozen).withSettle(Duration.ZERO));
  }

  static Row ask(Question question, MemoryLog source, MemoryLog target) {
    return ask(question, source, target, Bounds.DEFAULT);
  }

  static Row ask(Question question, MemoryLog source, MemoryLog target, Bounds bounds) {
    FakeTime time = new FakeTime();
    return new Resolver(time, time, bounds).resolve(question, source, target);
  }

  static Row ask(Question question, MemoryLog source, MemoryLog target, SharedWalk shared) {
    return ask(question, source, target, Bounds.DEFAULT, shared);
  }

  static Row ask(
      Question question, MemoryLog source, MemoryLog target, Bounds bounds, SharedWalk shared) {
    FakeTime time = new FakeTime();
    return new Resolver(time, time, bounds).resolve(question, source, target, shared);
  }

  static Row ask(MemoryLog source, MemoryLog target, long committed) {
    return ask(live(source, target, committed), source, target);
  }

  static Hint sync(long source, long target) {
    return new Hint(Anchor.SYNC, source, target);
  }

  static List<Hint> syncs(Hint... hints) {
    return List.of(hints);
  }

  static Profile contentOnly() {
    return Profile.plain(false, READ_UNCOMMITTED);
  }
}
