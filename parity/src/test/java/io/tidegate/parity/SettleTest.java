package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A pipe that is alive while it is checked. */
final class SettleTest {
  private static final LagEnvelope ENVELOPE = new LagEnvelope(1_000L, Duration.ofSeconds(30));

  private static Question question(MemoryLog source, MemoryLog target, long committed) {
    Question live = Checks.live(source, target, committed);
    return live.withTerms(Terms.strict());
  }

  private static Light lit(Row row) {
    return GroupRows.lit("g", List.of(row), ReplayWindow.NONE, ENVELOPE).light();
  }

  /** Copies what is missing, but for the last few. */
  private static void copy(MemoryLog source, MemoryLog target, int behind) {
    List<Integer> from = source.at(Isolation.READ_UNCOMMITTED).idsFrom(0);
    List<Integer> to = target.at(Isolation.READ_UNCOMMITTED).idsFrom(0);
    for (int at = to.size(); at < from.size() - behind; at++) {
      target.add(from.get(at));
    }
  }

  @Test
  void aHealthyPipeUnderSteadyTrafficIsGreen() {
    MemoryLog source = MemoryLog.named("source").range(0, 500);
    MemoryLog target = MemoryLog.named("target").range(0, 490);
    int[] next = {500};
    Checks.FakeTime time =
        new Checks.FakeTime()
            .meanwhile(
                () -> {
                  source.range(next[0], next[0] + 7);
                  next[0] += 7;
                  copy(source, target, 3);
                });

    Row row = new Resolver(time, time).resolve(question(source, target, 480), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(480);
    assertThat(row.counts().pending()).isZero();
    assertThat(row.obligations()).containsExactly(Obligation.values());
    assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
    assertThat(lit(row)).isEqualTo(Light.GREEN);
    assertThat(time.pauses()).isBetween(1, 5);
  }

  /**
   * A transactional producer always has a transaction open, and a replicator that reads uncommitted
   * copies it at once.
   */
  @Test
  void aHealthyTransactionalPipeUnderSteadyTrafficIsGreen() {
    MemoryLog all = MemoryLog.named("source");
    for (int id = 0; id < 300; id += 3) {
      all.range(id, id + 3).marker();
    }
    all.undecided(300, 301, 302);
    MemoryLog source = all.committedView();
    MemoryLog target = MemoryLog.named("target").range(0, 303).committedView();
    int[] next = {303};
    Checks.FakeTime time =
        new Checks.FakeTime()
            .meanwhile(
                () -> {
                  all.commit().undecided(next[0], next[0] + 1, next[0] + 2);
                  next[0] += 3;
                  copy(source, target, 0);
                });
    long committed = source.offsetOf(270, 0);

    Row row = new Resolver(time, time).resolve(question(source, target, committed), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(270);
    assertThat(lit(row)).isEqualTo(Light.GREEN);
  }

  @Test
  void aGroupAtTheEndOfABusyTransactionalTopicIsGreen() {
    MemoryLog all = MemoryLog.named("source");
    for (int id = 0; id < 300; id += 3) {
      all.range(id, id + 3).marker();
    }
    MemoryLog source = all.undecided(300, 301).committedView();
    MemoryLog target = MemoryLog.named("target").range(0, 302).committedView();
    int[] next = {302};
    Checks.FakeTime time =
        new Checks.FakeTime()
            .meanwhile(
                () -> {
                  all.commit().undecided(next[0], next[0] + 1);
                  next[0] += 2;
                  copy(source, target, 1);
                });

    Row row =
        new Resolver(time, time).resolve(question(source, target, source.end()), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(300);
    assertThat(lit(row)).isEqualTo(Light.GREEN);
  }

  @Test
  void aReplicatorThatStandsStillIsWaitedForOnlyAsLongAsDeclared() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 90);
    Checks.FakeTime time = new Checks.FakeTime();

    Row row = new Resolver(time, time).resolve(question(source, target, 50), source, target);

    assertThat(Duration.between(Checks.NOON, time.instant())).isEqualTo(Duration.ofSeconds(30));
    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(50);
    assertThat(row.counts().pending()).isEqualTo(10);
  }

  @Test
  void pendingWithoutAnEnvelopeIsYellowAndBeyondItRed() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 90);
    Row row = Checks.ask(source, target, 50);

    assertThat(lights(row, null)).isEqualTo(Light.YELLOW);
    assertThat(lights(row, new LagEnvelope(10L, null))).isEqualTo(Light.GREEN);
    assertThat(lights(row, new LagEnvelope(9L, null))).isEqualTo(Light.RED);
    assertThat(lights(row, new LagEnvelope(10L, Duration.ofSeconds(1)))).isEqualTo(Light.RED);
  }

  private static Light lights(Row row, @Nullable LagEnvelope envelope) {
    return GroupRows.lit("g", List.of(row), ReplayWindow.NONE, envelope).light();
  }

  @Test
  void aResendThatEndsWhileWaitingIsExactAtItsLastCopy() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 80).range(40, 50);
    int[] next = {50};
    Checks.FakeTime time =
        new Checks.FakeTime()
            .meanwhile(
                () -> {
                  int to = Math.min(100, next[0] + 9);
                  target.range(next[0], to);
                  next[0] = to;
                });

    Row row =
        new Resolver(time, time, Checks.SMALL)
            .resolve(question(source, target, 60), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(target.offsetOf(60, 1));
  }

  @Test
  void lossInNewTrafficIsNotOverlooked() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 90);
    Checks.FakeTime time =
        new Checks.FakeTime()
            .meanwhile(
                () -> {
                  if (source.end() == 100) {
                    source.range(100, 110);
                    target.range(90, 101).range(102, 110);
                  }
                });

    Row row = new Resolver(time, time).resolve(question(source, target, 50), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
  }

  @Test
  void aTruncatedLogIsUnavailable() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    LogWindow window = new LogWindow(source, new Identity(Checks.contentOnly()), 0, 16);
    window.extend(100);

    assertThatThrownBy(() -> window.extend(99))
        .isInstanceOf(LogUnavailable.class)
        .hasMessageContaining("truncated");
  }
}
