package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.workflows.activity.Call;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a watch finds, on the ledger. */
class SightingsIT {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Notes notes = new Notes(WaveFixture.sharedLedger());
  private final Call call =
      new Call("seen-" + UUID.randomUUID(), "shop", "observe", "observe/1", 1, "sha256:none");

  @Test
  void aThingThatIsSeenAgainIsTheSameFinding() {
    Sightings seen = at(NOON);
    seen.add("idle", "nobody is there");
    seen.add("idle", "nobody is there yet");

    assertThat(seen.lines()).containsExactly(NOON + " nobody is there");
  }

  @Test
  void aLaterAttemptTellsWhatTheFirstFoundAtItsTime() {
    at(NOON).add("idle", "nobody is there");
    Sightings later = at(NOON.plusSeconds(90));
    later.add("idle", "nobody is there");
    later.add("drift", "a topic has grown");

    assertThat(later.before()).contains(NOON);
    assertThat(later.lines())
        .containsExactly(NOON + " nobody is there", NOON.plusSeconds(90) + " a topic has grown");
  }

  @Test
  void whatAnotherObservationFoundIsNotTakenUp() {
    at(NOON).add("idle", "nobody is there");
    Call second = new Call(call.wave(), "shop", "observe", "observe/2", 1, "sha256:none");

    assertThat(new Sightings(notes, second, InstantSource.system()).lines()).isEmpty();
  }

  @Test
  void aClusterThatIsAwayIsAFinding() {
    Sightings seen = at(NOON);
    seen.orAway(
        () -> {
          throw new KafkaUnavailable("legacy", "looking", new TimeoutException("no answer"));
        });

    assertThat(seen.lines())
        .singleElement()
        .asString()
        .startsWith(NOON + " cluster legacy gave no answer");
  }

  @Test
  void aClusterThatDoesNotAnswerForOneOfItsLogsIsAFinding() {
    Sightings seen = at(NOON);
    var away =
        new KafkaUnavailable("cloud", "reading payments-0", new TimeoutException("no leader"));
    seen.orAway(
        () -> {
          throw new LogUnavailable("end of cloud payments-0", "no leader", away);
        });

    assertThat(seen.lines())
        .singleElement()
        .asString()
        .startsWith(NOON + " cluster cloud gave no answer");
  }

  @Test
  void whatIsFoundBeyondTheBoundIsSaidToBeThere() {
    Sightings seen = at(NOON);
    for (int number = 0; number < Sightings.MAX + 2; number++) {
      seen.add("thing/" + number, "thing " + number);
    }

    assertThat(seen.lines()).hasSize(Sightings.MAX + 1);
    assertThat(seen.lines().get(Sightings.MAX)).contains("more than 100 things were found");
    assertThat(at(NOON.plusSeconds(1)).lines())
        .as("a later attempt tells the same")
        .isEqualTo(seen.lines());
  }

  private Sightings at(Instant now) {
    return new Sightings(notes, call, () -> now);
  }
}
