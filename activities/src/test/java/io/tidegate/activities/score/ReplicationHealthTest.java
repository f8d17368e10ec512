package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.TransactionSample.Written;
import io.tidegate.activities.score.ReplicationHealth.Measured;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the rates that were measured. */
class ReplicationHealthTest {
  private static final Duration BUDGET = Duration.ofMinutes(2);

  @Test
  void whatIsPendingWithinTheEnvelopesIsOnItsWay() {
    assertThat(ReplicationHealth.findings(measured()).list()).isEmpty();
  }

  /** So long the application would stand: what is pending when it stops has to arrive first. */
  @ParameterizedTest
  @CsvSource({
    "100,   0,  5000, RED cannot-converge",
    "  0,   0,     1, RED cannot-converge",
    "100,  90,  5000, RED cannot-converge",
    "100, 100, 20000, RED cannot-converge",
    "100, 100,  5000, YELLOW behind",
    "100, 200,  5000, YELLOW behind",
    "  0, 500,  5000, YELLOW behind"
  })
  void beyondThemItHasToArriveWithinThePauseBudget(
      double in, double out, long pending, String light) {
    Measured measured = measured(behind("orders", in, out, pending));

    assertThat(Requests.lights(ReplicationHealth.findings(measured).list())).containsExactly(light);
  }

  @Test
  void topicsThatCatchUpDoNotHideOneThatStandsStill() {
    Measured measured =
        measured(
            behind("orders", 10, 900, 50_000),
            behind("bills", 0, 0, 12),
            behind("carts", 10, 900, 20_000));

    assertThat(Requests.lights(ReplicationHealth.findings(measured).list()))
        .containsExactly("RED cannot-converge");
    assertThat(ReplicationHealth.findings(measured).list().get(0).reason())
        .startsWith("topic bills: 12 records were not on the target")
        .contains("stands still")
        .endsWith("2 further topics are behind");
  }

  /** Of bursts that came between the proof and this check. */
  @Test
  void whatHasArrivedSinceItWasCountedIsNoReplicatorThatStandsStill() {
    Measured measured = measured(new Behind("orders", 0, 0, 500, 0, Written.PLAIN));

    assertThat(Requests.lights(ReplicationHealth.findings(measured).list()))
        .containsExactly("YELLOW behind");
    assertThat(ReplicationHealth.findings(measured).list().get(0).reason())
        .contains("500 records were not on the target", "have arrived since; verify again");
  }

  @Test
  void ofWhatWasMissingOnlyWhatIsLeftHasToArrive() {
    assertThat(
            Requests.lights(
                ReplicationHealth.findings(
                        measured(new Behind("orders", 100, 100, 20_000, 5_000, Written.PLAIN)))
                    .list()))
        .containsExactly("YELLOW behind");
  }

  /** One record and one marker on the source, one record on the target. */
  @ParameterizedTest
  @CsvSource({"200, 100, YELLOW behind", "230, 100, RED cannot-converge"})
  void markersOfTransactionsAreNoRecordsThatStayBehind(double in, double out, String light) {
    Measured measured =
        measured(new Behind("orders", in, out, 5_000, 5_000, Written.IN_TRANSACTIONS));

    assertThat(Requests.lights(ReplicationHealth.findings(measured).list())).containsExactly(light);
  }

  /** That it has markers was not ruled out, so it is not said never to catch up. */
  @Test
  void aTopicOfWhichNoRecordWasSeenKeepsTheToleranceAndSaysSo() {
    Measured measured = measured(new Behind("orders", 200, 100, 5_000, 5_000, Written.NOT_SEEN));

    assertThat(Requests.lights(ReplicationHealth.findings(measured).list()))
        .containsExactly("YELLOW behind");
    assertThat(ReplicationHealth.findings(measured).list().get(0).reason())
        .contains("no record showed whether it is written in transactions: they arrive in PT50S");
  }

  private static Behind behind(String topic, double in, double out, long pending) {
    return new Behind(topic, in, out, pending, pending, Written.PLAIN);
  }

  private static Measured measured(Behind... behind) {
    return Measured.of(Duration.ofSeconds(1), 100, 100, 8, List.of(behind), BUDGET);
  }
}
