package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** No check is left out, and none keeps the others from being made. */
class ScorerTest {
  private static final Duration LITTLE = Duration.ofMillis(300);
  private static final ScoreRequest ASKED = Requests.of("");

  @Test
  void aCheckThatThrowsIsRedWithTheReasonAndTheOthersAreMade() {
    List<Checked> checked =
        new Scorer(
                List.of(
                    check(
                        "broken",
                        asked -> {
                          throw new IllegalStateException("no such table");
                        }),
                    fine()),
                ScorerTest::answers)
            .check(ASKED, () -> {});
    assertThat(checked).extracting(Checked::light).containsExactly(Light.RED, Light.GREEN);
    assertThat(Requests.lights(checked.get(0))).containsExactly("RED failed/broken");
    assertThat(checked.get(0).findings().get(0).reason()).isEqualTo("failed: no such table");
  }

  @Test
  void aCheckThatDoesNotEndIsGivenUpAndRedWithThatWord() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    List<Checked> checked =
        new Scorer(
                List.of(
                    new Given(
                        "hanging",
                        LITTLE,
                        asked -> {
                          try {
                            new CountDownLatch(1).await();
                          } catch (InterruptedException given) {
                            interrupted.countDown();
                          }
                          throw new IllegalStateException("given up");
                        }),
                    fine()),
                ScorerTest::answers)
            .check(ASKED, () -> {});
    assertThat(Requests.lights(checked.get(0))).containsExactly("RED timed-out/hanging");
    assertThat(checked.get(0).findings().get(0).reason()).startsWith("timed out: ");
    assertThat(checked.get(1).light()).isEqualTo(Light.GREEN);
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).as("it is told to end").isTrue();
  }

  /** What it has made on a cluster is nobody's after the step. */
  @Test
  void aCheckThatIsGivenUpHasCleanedUpBeforeTheStepEnds() {
    List<String> done = new CopyOnWriteArrayList<>();
    Check slow =
        new Given(
            "slow",
            LITTLE,
            asked -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException given) {
                done.add("cleaned up");
              }
              throw new IllegalStateException("given up");
            }) {
          @Override
          public void removeTraces(ScoreRequest asked) {
            done.add("made sure of");
          }
        };

    new Scorer(List.of(slow, fine()), ScorerTest::answers).check(ASKED, () -> {});

    assertThat(done).containsExactly("cleaned up", "made sure of");
  }

  @Test
  void whatIsMadeAgainTakesThePlaceOfWhatWasSeenAndTheRestStays() {
    Checked canary = new Checked("canary", Dimension.COMPATIBILITY, Light.RED, List.of(), Map.of());
    Checked fine = new Checked("fine", Dimension.OPERATIONS, Light.RED, List.of(), Map.of());
    List<Checked> again =
        new Scorer(List.of(new Canary(), fine()), ScorerTest::answers)
            .again(ASKED, List.of(canary, fine), () -> {});
    assertThat(again).hasSize(2).startsWith(canary);
    assertThat(again.get(1).light()).as("as it is now").isEqualTo(Light.GREEN);
    assertThat(
            new Scorer(List.of(fine()), ScorerTest::answers)
                .again(ASKED, List.of(canary), () -> {}))
        .extracting(Checked::check)
        .as("a check that was not there yet")
        .containsExactly("canary", "fine");
  }

  @Test
  void whatIsRedWhileAClusterIsAwayIsNoAnswer() {
    Check red =
        check(
            "canary",
            asked ->
                new Checked("canary", Dimension.COMPATIBILITY, Light.RED, List.of(), Map.of()));
    assertThatThrownBy(
            () -> new Scorer(List.of(red, fine()), ScorerTest::away).check(ASKED, () -> {}))
        .isInstanceOf(KafkaUnavailable.class)
        .hasMessageContaining("unit shop was checked")
        .hasMessageContaining("no broker of away is there");
    assertThat(new Scorer(List.of(fine()), ScorerTest::away).check(ASKED, () -> {}))
        .as("all that was asked was answered")
        .extracting(Checked::light)
        .containsExactly(Light.GREEN);
  }

  @Test
  void aCheckThatFindsAClusterAwayEndsTheOthersAtOnce() {
    Check meets =
        check(
            "meets",
            asked -> {
              throw unavailable();
            });
    assertThatThrownBy(
            () -> new Scorer(List.of(meets, fine()), ScorerTest::away).check(ASKED, () -> {}))
        .isInstanceOf(KafkaUnavailable.class)
        .hasMessageContaining("no broker of away is there");
  }

  @Test
  void aCheckThatMetABrokerThatWasAwayIsMadeOnceMoreAndThenRed() {
    AtomicInteger made = new AtomicInteger();
    Check passing =
        check(
            "passing",
            asked -> {
              if (made.incrementAndGet() == 1) {
                throw unavailable();
              }
              return new Checked("passing", Dimension.OPERATIONS, Light.GREEN, List.of(), Map.of());
            });
    Check lasting =
        check(
            "lasting",
            asked -> {
              throw unavailable();
            });
    List<Checked> checked =
        new Scorer(List.of(passing, lasting), ScorerTest::answers).check(ASKED, () -> {});
    assertThat(checked).extracting(Checked::light).containsExactly(Light.GREEN, Light.RED);
    assertThat(Requests.lights(checked.get(1))).containsExactly("RED failed/lasting");
  }

  @Test
  void whatNeedsNoProofIsMadeWhileTheGroupsAreProven() throws Exception {
    CountDownLatch made = new CountDownLatch(1);
    Check early =
        beside(
            "early",
            Duration.ofMinutes(1),
            asked -> {
              made.countDown();
              return green("early");
            });
    try (Scorer.Begun begun =
        new Scorer(List.of(fine(), early), ScorerTest::answers).begin(ASKED)) {
      assertThat(made.await(60, TimeUnit.SECONDS)).as("before there is a proof").isTrue();
      assertThat(begun.rest(ASKED, () -> {}))
          .extracting(Checked::check)
          .as("in the order of the checks")
          .containsExactly("fine", "early");
    }
  }

  @Test
  void whatNeedsAProofIsNotBegunBeforeThereIsOne() {
    AtomicInteger made = new AtomicInteger();
    Check late =
        check(
            "late",
            asked -> {
              made.incrementAndGet();
              return green("late");
            });
    new Scorer(List.of(late), ScorerTest::answers).begin(ASKED).close();
    assertThat(made).hasValue(0);
  }

  @Test
  void whereTheProofsFailWhatWasBegunIsEndedAndCleanedUp() throws Exception {
    List<String> done = new CopyOnWriteArrayList<>();
    CountDownLatch began = new CountDownLatch(1);
    Check flying =
        new Given(
            "flying",
            Duration.ofMinutes(1),
            asked -> {
              began.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException given) {
                done.add("cleaned up");
              }
              throw new IllegalStateException("given up");
            }) {
          @Override
          public boolean needsProofs() {
            return false;
          }

          @Override
          public void removeTraces(ScoreRequest asked) {
            done.add("made sure of");
          }
        };

    Scorer.Begun begun = new Scorer(List.of(flying), ScorerTest::answers).begin(ASKED);
    assertThat(began.await(60, TimeUnit.SECONDS)).isTrue();
    begun.close();

    assertThat(done).containsExactly("cleaned up", "made sure of");
  }

  /** The groups may take longer to prove than the check may take. */
  @Test
  void whatEndedTooLateWhileNobodyWaitedIsRed() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Check slow =
        beside(
            "slow",
            LITTLE,
            asked -> {
              long until = System.nanoTime() + LITTLE.toNanos();
              while (System.nanoTime() <= until) {
                Thread.onSpinWait();
              }
              ended.countDown();
              return green("slow");
            });
    try (Scorer.Begun begun = new Scorer(List.of(slow), ScorerTest::answers).begin(ASKED)) {
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Requests.lights(begun.rest(ASKED, () -> {}).get(0)))
          .containsExactly("RED timed-out/slow");
    }
  }

  private static Check beside(
      String name, Duration within, Function<ScoreRequest, Checked> answer) {
    return new Given(name, within, answer) {
      @Override
      public boolean needsProofs() {
        return false;
      }
    };
  }

  private static Checked green(String name) {
    return new Checked(name, Dimension.OPERATIONS, Light.GREEN, List.of(), Map.of());
  }

  private static KafkaUnavailable unavailable() {
    return new KafkaUnavailable("cloud", "reading orders-0", new TimeoutException("no leader"));
  }

  @Test
  void whoEndsTheStepEndsTheChecks() {
    Scorer scorer = new Scorer(List.of(fine()), ScorerTest::answers);
    assertThatThrownBy(
            () ->
                scorer.check(
                    ASKED,
                    () -> {
                      throw new IllegalStateException("cancelled");
                    }))
        .hasMessage("cancelled");
  }

  /** Every cluster does. */
  static Optional<String> answers(Cluster cluster) {
    return Optional.empty();
  }

  static Optional<String> away(Cluster cluster) {
    return Optional.of("no broker of " + cluster.name() + " is there");
  }

  private static Check fine() {
    return check(
        "fine",
        asked -> new Checked("fine", Dimension.OPERATIONS, Light.GREEN, List.of(), Map.of()));
  }

  private static Check check(String name, Function<ScoreRequest, Checked> answer) {
    return new Given(name, Duration.ofMinutes(1), answer);
  }

  /** A check that answers so. */
  private static class Given implements Check {
    private final String name;
    private final Duration within;
    private final Function<ScoreRequest, Checked> answer;

    Given(String name, Duration within, Function<ScoreRequest, Checked> answer) {
      this.name = name;
      this.within = within;
      this.answer = answer;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Dimension dimension() {
      return Dimension.OPERATIONS;
    }

    @Override
    public Duration within() {
      return within;
    }

    @Override
    public Checked check(ScoreRequest asked) {
      return answer.apply(asked);
    }
  }
}
