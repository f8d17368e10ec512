package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.gate.Decision;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.KafkaActivities.LastRehearsal;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.activity.RehearsalActivities.Timing;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GateTest {

  @Test
  void anExpiredGateHoldsAndNeverGoes() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.say("olga", List.of("payments-owners"), stage.approval("go"));
      stage.pass(Samples.GO_EXPIRES.plusMinutes(1));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("expired");
      assertThat(stage.gate("go").state()).isEqualTo(GateView.State.EXPIRED);
      stage.pass(Duration.ofDays(30));
      assertThat(stage.world.count("stopSource payments")).isZero();
    }
  }

  @Test
  void aGateThatExpiresWhileTheFactsAreReadAgainHolds() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("recheck payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.pass(Samples.GO_EXPIRES);
      stage.world.mend("recheck payments");
      stage.say(
          "mia",
          List.of("release-manager"),
          StepTest.directive("payments", "verify", MessageBody.Order.RETRY));

      assertThat(stage.awaitState(WaveState.HELD).reason()).contains("expired");
      assertThat(stage.gate("go").state()).isEqualTo(GateView.State.EXPIRED);
      assertThat(stage.world.count("stopSource payments")).isZero();
    }
  }

  @Test
  void theReasonNamesThoseWhoHaveNotDecided() throws Exception {
    try (Stage stage = Stage.atGo()) {
      assertThat(stage.awaitState(WaveState.AT_GATE).reason())
          .isEqualTo(
              "gate go (round 1, GREEN) waits for payments-owners, ledger-owners, release-manager");
      stage.answer("lars", List.of("ledger-owners"), stage.approval("go"));

      assertThat(stage.wave().view().reason())
          .isEqualTo("gate go (round 1, GREEN) waits for payments-owners, release-manager");
    }
  }

  @Test
  void theLedgerSaysWhatWasAskedAndWhoAnswered() throws Exception {
    try (Stage stage = Stage.atGo()) {
      JsonNode opened = Wire.mapper().readTree(stage.world.detailOf("gate-opened"));
      GateView asked = stage.gate("go");
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      JsonNode consumed = Wire.mapper().readTree(stage.world.detailOf("gate-consumed"));

      assertThat(opened.at("/gates/0/slots/0/by").isNull()).isTrue();
      assertThat(opened.get("reason").asText()).contains("waits for");
      JsonNode gate = consumed.at("/gates/0");
      assertThat(gate.get("gate").asText()).isEqualTo("go");
      assertThat(gate.get("round").asInt()).isEqualTo(1);
      assertThat(gate.get("state").asText()).isEqualTo("CONSUMED");
      assertThat(gate.get("light").asText()).isEqualTo("GREEN");
      assertThat(gate.get("evidenceDigest").asText()).isEqualTo(asked.evidenceDigest());
      assertThat(gate.get("expiresAt").asText()).isEqualTo(String.valueOf(asked.expiresAt()));
      assertThat(gate.get("slots").toString())
          .isEqualTo(
              "[{\"role\":\"payments-owners\",\"by\":\"olga\"},"
                  + "{\"role\":\"ledger-owners\",\"by\":\"lars\"},"
                  + "{\"role\":\"release-manager\",\"by\":\"mia\"}]");
    }
  }

  @Test
  void theLedgerSaysInWhichLightsEachUnitWasAskedAbout() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.verdict(
          Samples.PAYMENTS,
          Light.YELLOW,
          "decides",
          new Scored("offset-parity", Light.GREEN, List.of()),
          new Scored("governance", Light.YELLOW, List.of()));
      stage.start();
      stage.awaitRound("go", 1);

      JsonNode opened = Wire.mapper().readTree(stage.world.detailOf("gate-opened"));
      Instant verified = verifiedAt(stage.wave().view(), Samples.PAYMENTS);
      assertThat(opened.at("/units/0").toString())
          .isEqualTo(
              "{\"unit\":\"payments\",\"light\":\"YELLOW\",\"verifiedAt\":\""
                  + verified
                  + "\",\"lights\":{\"offset-parity\":\"GREEN\",\"governance\":\"YELLOW\"}}");
      assertThat(opened.at("/units/1/light").asText()).isEqualTo("GREEN");
      assertThat(opened.at("/units/1/lights")).isEmpty();
      stage.terminate();
    }
  }

  @Test
  void aGateAfterTheSwitchSaysWhenTheScorecardsWereTaken() throws Exception {
    try (Stage stage = Stage.atGo()) {
      assertThat(stage.wave().view().reason()).doesNotContain("scorecards");
      stage.approveGo();
      WaveView asked = stage.awaitRound("retire-source", 1);

      Instant first = verifiedAt(asked, Samples.PAYMENTS);
      Instant second = verifiedAt(asked, "ledger");
      Instant oldest = first.isBefore(second) ? first : second;
      assertThat(stage.world.detailOf("gate-opened"))
          .contains(
              "the scorecards were taken before the switch, the oldest at "
                  + oldest.truncatedTo(ChronoUnit.SECONDS));
      assertThat(asked.reason()).contains("the scorecards were taken before the switch");
      stage.terminate();
    }
  }

  private static Instant verifiedAt(WaveView view, String unit) {
    return Objects.requireNonNull(Stage.step(view, unit, "verify").endedAt());
  }

  @Test
  void resumingAfterAnExpiryVerifiesAgainAndOpensTheNextRound() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.pass(Samples.GO_EXPIRES.plusMinutes(1));
      stage.awaitState(WaveState.HELD);
      assertThat(stage.resume().outcome()).isEqualTo("ACCEPTED");
      stage.awaitRound("go", 2);

      assertThat(stage.world.count("verify payments")).isEqualTo(2);
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  @Test
  void aRejectionHolds() throws Exception {
    try (Stage stage = Stage.atGo()) {
      Receipt said =
          stage.answer("olga", List.of("payments-owners"), stage.decision("go", Verb.REJECT, null));

      assertThat(said.outcome()).isEqualTo("ACCEPTED");
      assertThat(stage.awaitState(WaveState.HELD).reason()).contains("rejected by olga");
      assertThat(stage.gate("go").state()).isEqualTo(GateView.State.REJECTED);
      assertThat(stage.world.count("stopSource payments")).isZero();
    }
  }

  @Test
  void nothingIsTouchedWhileASlotIsOpen() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.answer("olga", List.of("payments-owners"), stage.approval("go"));
      stage.answer("mia", List.of("release-manager"), stage.approval("go"));

      assertThat(stage.gate("go").slots())
          .extracting(GateView.SlotView::role, GateView.SlotView::by)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("payments-owners", "olga"),
              org.assertj.core.groups.Tuple.tuple("ledger-owners", null),
              org.assertj.core.groups.Tuple.tuple("release-manager", "mia"));
      assertThat(stage.world.count("recheck payments")).isZero();
    }
  }

  @Test
  void theStarterOfTheWaveFillsNoSlot() throws Exception {
    try (Stage stage = Stage.atGo()) {
      Receipt said =
          stage.answer(Samples.STARTER, List.of("release-manager"), stage.approval("go"));

      assertThat(said.outcome()).isEqualTo("SELF_APPROVAL");
      assertThat(stage.gate("go").slots()).allMatch(slot -> slot.by() == null);
    }
  }

  @Test
  void anOldDigestDecidesNothing() throws Exception {
    try (Stage stage = Stage.atGo()) {
      Receipt said =
          stage.answer(
              "olga",
              List.of("payments-owners"),
              new MessageBody.Decision(
                  "go", new Decision(1, Verb.APPROVE, "sha256:old", null, null, null)));

      assertThat(said.outcome()).isEqualTo("SUPERSEDED");
      assertThat(stage.gate("go").slots()).allMatch(slot -> slot.by() == null);
    }
  }

  @Test
  void whatHasChangedAtTheMomentOfUseSupersedesTheRound() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.recheckFinds("ledger", "other", false, "topic ledger has 4 partitions, not 3");
      stage.world.verdict("payments", Light.GREEN, "decides");
      stage.approveGo();
      stage.world.awaitView("superseded", view -> view.reason().contains("superseded"));
      stage.world.recheckFinds("ledger", "other", false, "");
      stage.world.verdict("ledger", Light.GREEN, "other");

      WaveView second = stage.awaitRound("go", 2);
      assertThat(second.reason()).contains("ledger: topic ledger has 4 partitions, not 3");
      assertThat(second.gates().get(0).slots()).allMatch(slot -> slot.by() == null);
      assertThat(stage.world.count("stopSource payments")).isZero();
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  @Test
  void pendingBeyondTheEnvelopeWaitsWithTheSlotsFilled() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.recheckFinds("ledger", "decides", true, "");
      stage.approveGo();

      WaveView waiting = stage.awaitReason("more pending than its lag envelope allows");
      assertThat(waiting.state()).isEqualTo(WaveState.AT_GATE);
      assertThat(waiting.gates().get(0).state()).isEqualTo(GateView.State.OPEN);
      assertThat(waiting.gates().get(0).slots()).allMatch(slot -> slot.by() != null);
      stage.pass(Duration.ofMinutes(2));
      assertThat(stage.world.count("recheck ledger")).isGreaterThan(2);
      assertThat(stage.world.count("recheck payments")).as("which blocks nothing").isEqualTo(1);
      stage.world.recheckFinds("ledger", "decides", false, "");
      stage.pass(Duration.ofMinutes(5));
      stage.awaitRound("retire-source", 1);
      assertThat(stage.world.count("recheck payments")).as("and before it goes").isEqualTo(2);
    }
  }

  @Test
  void anApprovalCanBeRevokedUntilTheRoundIsConsumed() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.answer("olga", List.of("payments-owners"), stage.approval("go"));
      Receipt revoked =
          stage.answer("olga", List.of("payments-owners"), new MessageBody.Revocation("go", 1));
      assertThat(revoked.outcome()).isEqualTo("ACCEPTED");
      assertThat(stage.gate("go").slots()).allMatch(slot -> slot.by() == null);

      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      Receipt late =
          stage.answer("olga", List.of("payments-owners"), new MessageBody.Revocation("go", 1));
      assertThat(late.outcome()).isEqualTo("ROUND_CLOSED");
    }
  }

  @Test
  void aRedUnitStopsTheWaveBeforeTheGate() throws Exception {
    try (Stage stage = new Stage()) {
      Finding silent = new Finding("no-signals", Light.RED, "nobody could see it", false);
      stage.world.verdict(
          "ledger", Light.RED, "decides", new Scored("operations", Light.RED, List.of(silent)));
      stage.start();

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason())
          .isEqualTo(
              "RED and not fit to be asked about: ledger (no-signals); mend what is RED, it is"
                  + " verified again then; go on with DELETE /waves/"
                  + Samples.WAVE
                  + "/hold");
      assertThat(held.gates().get(0).state()).isEqualTo(GateView.State.NOT_OPEN);
      stage.world.verdict("ledger", Light.GREEN, "decides");
      stage.resume();
      stage.awaitRound("go", 1);
    }
  }

  @Test
  void aYellowRoundNeedsOneMorePersonWithAWrittenException() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.verdict("ledger", Light.YELLOW, "decides");
      stage.start();
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.world.awaitView(
          "three slots",
          view -> view.gates().get(0).slots().stream().filter(s -> s.by() != null).count() == 3);
      assertThat(stage.world.count("recheck payments")).isZero();

      stage.answer(
          "nils",
          List.of("release-manager"),
          stage.decision("go", Verb.APPROVE, "the row is a test partition"));
      stage.awaitRound("retire-source", 1);
    }
  }

  @Test
  void whatWasSeenWhileObservingIsShownToTheOwnersAndTakesOneMore() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.observes("payments", "reconcile: 2 orders missing");
      stage.approveGo();
      WaveView asked = stage.awaitRound("retire-source", 1);

      assertThat(asked.gates().get(1).light()).isEqualTo(Light.YELLOW);
      assertThat(Stage.step(asked, "payments", "observe").reason()).contains("2 orders missing");
    }
  }

  @Test
  void whoIsAskedSeesTheDifferenceFromTheLastRehearsal() throws Exception {
    LastRehearsal last =
        new LastRehearsal(
            "payments-rehearsal",
            Instant.EPOCH,
            Light.GREEN,
            true,
            List.of("2 partitions REPLAY, 0 in the rehearsal"),
            List.of(
                new Timing("verify", Duration.ofSeconds(3)),
                new Timing("seed", Duration.ofSeconds(1))));
    try (Stage stage = new Stage()) {
      stage.world.wasRehearsed(Samples.PAYMENTS, last);
      stage.start();
      stage.awaitRound("go", 1);

      assertThat(stage.world.detailOf("gate-opened"))
          .contains(
              "\"wave\":\"payments-rehearsal\"",
              "2 partitions REPLAY, 0 in the rehearsal",
              "{\"step\":\"verify\",\"planned\":\"PT3S\",\"actual\":\"PT",
              "{\"step\":\"seed\",\"planned\":\"PT1S\",\"actual\":null}");

      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      assertThat(stage.world.detailOf("gate-opened"))
          .as("what was planned of every step beside what it came to")
          .contains("{\"step\":\"seed\",\"planned\":\"PT1S\",\"actual\":\"PT")
          .doesNotContain("\"actual\":null");
      stage.terminate();
    }
  }
}
